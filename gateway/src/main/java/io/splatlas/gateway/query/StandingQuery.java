package io.splatlas.gateway.query;

import io.splatlas.actors.model.SceneMatches;
import io.splatlas.actors.model.SceneProblem;
import io.splatlas.actors.model.SceneState;
import io.splatlas.actors.model.SceneStatus;
import io.splatlas.actors.scene.Scene;
import io.splatlas.gateway.access.SceneAsks;
import io.splatlas.proto.v1.WatchMatchesResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;

/**
 * Asks a scene the same question whenever it has changed, and tells what is news: looks once a
 * second, which costs the scene a short message; asks only when something moved, and for at most a
 * tenth of the time, and only when its turn has come among all who ask so. Nothing is asked while
 * the client does not read, so what it then hears is the difference to what it heard last.
 *
 * <p>One step at a time: a stage runs the next look when the last one has ended.
 */
final class StandingQuery {
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
  private static final int PAUSE_TIMES = 9;

  /** What of a scene must differ for another answer. */
  private record Seen(SceneState state, long revision, long iterations, long clusterings) {
    static Seen of(SceneStatus status) {
      return new Seen(status.state(), status.revision(), status.iterations(), status.clusterings());
    }
  }

  /** A look has nothing to tell, or the scene was deleted. */
  private record Look(List<WatchMatchesResponse> news, boolean over) {
    static final Look NOTHING = new Look(List.of(), false);
    static final Look OVER = new Look(List.of(), true);
  }

  private final SceneAsks asks;
  private final String sceneId;
  private final StandingQuestion question;
  private final Turns turns;
  private final Duration timeout;
  private final MatchNews news;
  private volatile @Nullable Seen asked;
  private volatile long dueNanos = System.nanoTime();

  StandingQuery(
      SceneAsks asks, String sceneId, StandingQuestion question, Turns turns, Duration timeout) {
    this.asks = asks;
    this.turns = turns;
    this.sceneId = sceneId;
    this.question = question;
    this.timeout = timeout;
    this.news = new MatchNews(question.level(), question.least());
  }

  /**
   * The news of a question, without an end unless the scene is deleted. Fails as the question does
   * when another try does not help.
   *
   * @param turns shared by all standing questions
   * @param timeout for one answer of the scene
   */
  static Source<WatchMatchesResponse, ?> news(
      SceneAsks asks, String sceneId, StandingQuestion question, Turns turns, Duration timeout) {
    return news(
        Source.tick(Duration.ZERO, LOOK_EVERY, sceneId),
        () -> new StandingQuery(asks, sceneId, question, turns, timeout));
  }

  /**
   * The news of looks.
   *
   * @param when to look
   * @param query what to ask, once for each client
   */
  static Source<WatchMatchesResponse, ?> news(Source<?, ?> when, Supplier<StandingQuery> query) {
    return Source.lazySource(
        () -> {
          StandingQuery asking = query.get();
          return when.mapAsync(1, tick -> asking.look())
              .takeWhile(look -> !look.over())
              .mapConcat(Look::news);
        });
  }

  private CompletionStage<Look> look() {
    return asks.find(sceneId, timeout)
        .thenCompose(
            scene ->
                asks.<SceneStatus>ask(scene, Scene.GetStatus::new, timeout)
                    .thenCompose(status -> ask(scene, status)))
        .exceptionally(this::withoutAnswer);
  }

  private CompletionStage<Look> ask(ActorRef<Scene.Command> scene, SceneStatus status) {
    Seen now = Seen.of(status);
    if (now.equals(asked) || System.nanoTime() - dueNanos < 0 || !turns.take(sceneId)) {
      return CompletableFuture.completedFuture(Look.NOTHING);
    }
    long began = System.nanoTime();
    return asks.<SceneMatches>ask(scene, question.asked(), timeout)
        .whenComplete((answer, failure) -> turns.giveBack(sceneId))
        .exceptionally(failure -> notReady(failure, status))
        .thenApply(
            answer -> {
              asked = now;
              long end = System.nanoTime();
              dueNanos = end + PAUSE_TIMES * (end - began);
              return new Look(news.of(answer), false);
            });
  }

  /**
   * A scene that cannot be asked yet has no matches: the client hears that it is listened to. Once
   * it has heard of matches, only a scene without instances takes them back; anything else is asked
   * again.
   */
  private SceneMatches notReady(Throwable failure, SceneStatus status) {
    if (cause(failure) instanceof SceneProblem problem
        && problem.reason() == SceneProblem.Reason.NOT_READY
        && (!news.begun() || status.instances() == 0)) {
      return new SceneMatches(List.of(), null, "", 0, status.revision(), status.iterations());
    }
    throw new CompletionException(cause(failure));
  }

  private Look withoutAnswer(Throwable failure) {
    Throwable cause = cause(failure);
    if (cause instanceof TimeoutException) {
      return Look.NOTHING;
    }
    if (cause instanceof SceneProblem problem) {
      switch (problem.reason()) {
        case NOT_READY, EXHAUSTED, QUOTA, UNAVAILABLE -> {
          return Look.NOTHING;
        }
        case NOT_FOUND -> {
          if (news.begun()) {
            return Look.OVER;
          }
        }
        case NO_LANGUAGE, INVALID, COMPACTED, ALREADY_EXISTS -> {
          // The call ends with the problem.
        }
      }
    }
    throw new CompletionException(cause);
  }

  private static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException wrapped && wrapped.getCause() != null
        ? wrapped.getCause()
        : failure;
  }
}
