package io.splatlas.actors.runtime;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/**
 * Runs an actor's long or blocking work on a bounded dispatcher of the configuration and brings the
 * outcome back as a message to the actor.
 *
 * @param <C> the actor's commands
 */
public final class Aside<C> {
  private final ActorContext<C> context;
  private final Executor executor;

  private Aside(ActorContext<C> context, Executor executor) {
    this.context = context;
    this.executor = executor;
  }

  /**
   * On a dispatcher.
   *
   * @param dispatcher its path in the configuration
   */
  public static <C> Aside<C> on(String dispatcher, ActorContext<C> context) {
    return new Aside<>(
        context,
        context.getSystem().dispatchers().lookup(DispatcherSelector.fromConfig(dispatcher)));
  }

  /**
   * Does the work; its outcome or what {@code onFailure} makes of its failure comes as a message.
   */
  public void run(Callable<? extends C> work, Function<Throwable, ? extends C> onFailure) {
    CompletableFuture<C> outcome = new CompletableFuture<>();
    executor.execute(() -> complete(outcome, work));
    context.pipeToSelf(
        outcome, (message, failure) -> failure == null ? message : onFailure.apply(failure));
  }

  private static <C> void complete(CompletableFuture<C> outcome, Callable<? extends C> work) {
    try {
      outcome.complete(work.call());
    } catch (Exception failure) {
      outcome.completeExceptionally(failure);
    }
  }
}
