package io.splatlas.actors.instance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.cluster.ClusteringResult;
import io.splatlas.actors.instance.InstanceRegistry.Basis;
import io.splatlas.actors.instance.InstanceRegistry.Update;
import io.splatlas.actors.instance.InstanceRegistry.Weight;
import io.splatlas.actors.model.Instance;
import io.splatlas.actors.model.InstanceChange;
import io.splatlas.actors.model.InstanceChange.Kind;
import io.splatlas.gpu.GaussianBatch;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.GaussianSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class MatchingRegistryTest {
  private static final int EACH = 20;
  private final InstanceRegistry registry = InstanceRegistry.create(RegistryPolicy.DEFAULTS);
  private int[] instances = new int[0];
  private Duration evidence = Duration.ZERO;
  private Instant now = Instant.EPOCH;
  private Map<Integer, Instant> inView = Map.of();

  @Test
  void shouldCreateAnInstancePerClusterWithRisingIdsAndRevisions() {
    Update update = born(0, 1, 2);

    assertEquals(List.of(Kind.CREATED, Kind.CREATED, Kind.CREATED), kinds(update));
    assertEquals(
        List.of(1, 2, 3), registry.snapshot().instances().stream().map(Instance::id).toList());
    assertEquals(3, registry.revision());
  }

  @Test
  void shouldTellNothingWhenNothingChanges() {
    born(0, 1, 2);
    for (int i = 0; i < 20; i++) {
      assertEquals(
          List.of(), cluster(2, 0, 1).changes(), "relabelled clusters are the same instances");
    }
    assertArrayEquals(new int[] {1, 2, 3}, idsOfGroups());
  }

  @Test
  void shouldNameAClusterOnlyWhenASecondClusteringShowsTheSame() {
    assertEquals(List.of(), cluster(0, 0, 0, 0, 1, 1).changes());
    assertEquals(
        List.of(Kind.CREATED), kinds(cluster(0, 0, 2, 1, 3, 3)), "only the last is steady");
    assertArrayEquals(new int[] {0, 0, 0, 0, 1, 1}, idsOfGroups());
  }

  @Test
  void shouldNameAClusterThatChangesALittleAllTheTimeAfterAFewClusterings() {
    assertEquals(List.of(), cluster(0, 0, 0, -1).changes());
    assertEquals(List.of(), cluster(0, 0, -1, -1).changes());
    assertEquals(List.of(), cluster(0, 0, 0, -1).changes());
    assertEquals(List.of(Kind.CREATED), kinds(cluster(0, 0, -1, -1)));
  }

  @Test
  void shouldNameAtOnceWhatADecisiveClusteringShows() {
    assertEquals(List.of(Kind.CREATED, Kind.CREATED), kinds(update(Weight.DECISIVE, 0, 1)));
  }

  @Test
  void shouldNotCountWhatIsNewAgainstASecondSighting() {
    registry.update(result(new int[] {0, 0, 0}), snapshot(new int[3], 3), basis(Weight.LOOK));
    int[] grown = new int[12];
    Update second = registry.update(result(grown), snapshot(grown.clone(), 3), basis(Weight.LOOK));
    assertEquals(List.of(Kind.CREATED), kinds(second));
  }

  @Test
  void shouldGiveAGaussianOfNobodysToAnInstanceWhenTwoClusteringsInARowDo() {
    born(0, 0, 0, -1, 1);
    assertEquals(List.of(), cluster(0, 0, 0, 0, 1).changes());
    cluster(0, 0, 0, -1, 1);
    cluster(0, 0, 0, 0, 1);
    assertArrayEquals(new int[] {1, 1, 1, 0, 2}, idsOfGroups());

    cluster(0, 0, 0, 0, 1);

    assertArrayEquals(new int[] {1, 1, 1, 1, 2}, idsOfGroups());
  }

  @Test
  void shouldNameAClusterOnceItWasSeenForTwoSecondsHoweverOften() {
    born(0, 0, 1, -1, -1);
    assertEquals(List.of(), glance(0, 0, 1, 2, 2).changes());
    assertEquals(List.of(), glance(0, 0, 1, 2, 2).changes());
    assertEquals(List.of(Kind.CREATED), kinds(glance(0, 0, 1, 2, 2)));
    assertArrayEquals(new int[] {1, 1, 2, 3, 3}, idsOfGroups());
  }

  @Test
  void shouldNotNameAClusterThatOneGlanceInBetweenDoesNotShow() {
    born(0, 0, 1, -1, -1);
    glance(0, 0, 1, 2, 2);
    glance(0, 0, 1, -1, -1);
    assertEquals(List.of(), glance(0, 0, 1, 2, 2).changes());
    assertEquals(List.of(), glance(0, 0, 1, 2, 2).changes());
  }

  @Test
  void shouldNameWhatIsSteadyAtOnceWhileNothingIsKnown() {
    assertEquals(List.of(), glance(0, 1).changes());
    assertEquals(List.of(Kind.CREATED, Kind.CREATED), kinds(glance(0, 1)));
  }

  @Test
  void shouldLetAKnownInstanceGrowOnceTwoSecondsOfClusteringsGiveItAGaussian() {
    born(0, 0, 0, -1, 1);
    assertEquals(List.of(), glance(0, 0, 0, 0, 1).changes());
    assertEquals(List.of(), glance(0, 0, 0, 0, 1).changes());
    assertEquals(List.of(Kind.UPDATED), kinds(glance(0, 0, 0, 0, 1)));
    assertArrayEquals(new int[] {1, 1, 1, 1, 2}, idsOfGroups());
  }

  @Test
  void shouldCallWhatIsKnownAsBeforeOnFamiliarGroundWhateverClusteringsSay() {
    born(0, 0, 1, 1, 2);
    SplittableRandom random = new SplittableRandom(5);
    for (int round = 0; round < 60; round++) {
      boolean one = random.nextBoolean();
      Update update = one ? familiar(0, 0, 0, 0, 0) : familiar(0, 1, 2, 2, 2);
      assertTrue(kinds(update).stream().allMatch(kind -> kind == Kind.UPDATED), "nothing ended");
      assertArrayEquals(new int[] {1, 1, 2, 2, 3}, idsOfGroups());
    }
  }

  @Test
  void shouldNotCountWhatFamiliarGroundShowedWhenMoreIsSeenOfIt() {
    born(0, 1);
    for (int i = 0; i < 20; i++) {
      familiar(0, 0);
    }
    assertEquals(List.of(), cluster(0, 0).changes());
    assertEquals(List.of(), cluster(0, 0).changes());
    assertEquals(List.of(Kind.UPDATED, Kind.MERGED), kinds(cluster(0, 0)));
  }

  @Test
  void shouldNameWhatIsNobodysOnFamiliarGround() {
    born(0, 0, 1, -1);
    assertEquals(List.of(), familiar(0, 0, 1, 2).changes());
    assertEquals(List.of(Kind.CREATED), kinds(familiar(0, 0, 1, 2)));
    assertArrayEquals(new int[] {1, 1, 2, 3}, idsOfGroups());
  }

  @Test
  void shouldEndAnInstanceWithoutGaussiansOnFamiliarGround() {
    born(0, 1);
    Arrays.fill(instances, EACH, 2 * EACH, 0);
    assertEquals(List.of(), familiar(0, -1).changes());
    assertEquals(List.of(), familiar(0, -1).changes());
    assertEquals(List.of(Kind.REMOVED), kinds(familiar(0, -1)));
  }

  @Test
  void shouldTellThatAnInstanceIsSeenAgainAfterAWhile() {
    born(0, 1);
    now = Instant.EPOCH.plusSeconds(60);
    assertEquals(List.of(), glance(0, 1).changes(), "it was not in view");
    inView = Map.of(2, Instant.EPOCH.plusSeconds(9));
    assertEquals(List.of(), glance(0, 1).changes(), "not for long");
    inView = Map.of(2, Instant.EPOCH.plusSeconds(10));
    for (Weight weight : new Weight[] {Weight.GLANCE, Weight.FAMILIAR, Weight.LOOK}) {
      Update update = update(weight, 0, 1);
      assertEquals(List.of(Kind.UPDATED), kinds(update));
      Instance seen = update.changes().getFirst().instance();
      assertEquals(2, seen.id());
      assertEquals(inView.get(2), seen.lastSeen());
      assertEquals(registry.revision(), seen.revision());
      assertEquals(EACH, seen.gaussians());
      inView = Map.of(2, seen.lastSeen().plusSeconds(10));
    }
    inView = Map.of(2, Instant.EPOCH);
    assertEquals(List.of(), cluster(0, 1).changes(), "an older photograph came late");
  }

  @Test
  void shouldSayWhenAnInstanceWasSeenLastWithWhateverElseChanges() {
    born(0, 0, 0, -1, 1);
    inView = Map.of(1, Instant.EPOCH.plusSeconds(1));
    cluster(0, 0, 0, 0, 1);
    Update grown = cluster(0, 0, 0, 0, 1);
    assertEquals(List.of(Kind.UPDATED), kinds(grown));
    assertEquals(Instant.EPOCH.plusSeconds(1), grown.changes().getFirst().instance().lastSeen());
  }

  @Test
  void shouldTellAtTheNextLookThatAnInstanceLiesElsewhere() {
    born(0, 1);
    GaussianSnapshot moved = snapshot(instances, EACH);
    for (int row = 0; row < EACH; row++) {
      moved.gaussians().planes()[GaussianLayout.POSITION][row] += 5;
    }
    ClusteringResult same = result(labels(new int[] {0, 1}));
    assertEquals(List.of(), registry.update(same, moved, basis(Weight.GLANCE)).changes());
    Update look = registry.update(same, moved, basis(Weight.FAMILIAR));
    assertEquals(List.of(Kind.UPDATED), kinds(look));
    Instance told = look.changes().getFirst().instance();
    assertEquals(1, told.id());
    assertEquals(5, told.centroid()[0], 0.1);
    assertEquals(5, told.orientedBox().centre()[0], 0.1);
  }

  @Test
  void shouldNeitherJoinNorSplitNorRemoveAtAGlance() {
    born(0, 0, 1, 2);
    for (int i = 0; i < 20; i++) {
      assertEquals(List.of(), glance(0, 0, 0, -1).changes(), "one cluster of two instances");
      assertEquals(List.of(), glance(0, 3, 1, 2).changes(), "two clusters of one instance");
    }
    assertArrayEquals(new int[] {1, 1, 2, 3}, idsOfGroups());
  }

  @Test
  void shouldCountLooksThoughGlancesAreInBetween() {
    born(0, 0, 1);
    cluster(0, 2, 1);
    glance(0, 0, 1);
    cluster(0, 2, 1);
    glance(0, 0, 1);
    assertTrue(kinds(cluster(0, 2, 1)).contains(Kind.SPLIT));
  }

  @Test
  void shouldBelieveASplitOnlyWhenMoreClusteringsConfirmIt() {
    born(0, 0, 1);
    assertEquals(List.of(), cluster(0, 2, 1).changes());
    assertEquals(List.of(), cluster(0, 2, 1).changes());
    assertArrayEquals(new int[] {1, 1, 2}, idsOfGroups());

    Update confirmed = cluster(0, 2, 1);

    assertTrue(kinds(confirmed).contains(Kind.SPLIT));
    Instance part = registry.find(3).orElseThrow();
    assertEquals(1, part.splitFrom());
    assertEquals(3, Arrays.stream(idsOfGroups()).distinct().count());
  }

  @Test
  void shouldForgetASplitThatIsNotSeenAgain() {
    born(0, 0, 1);
    cluster(0, 2, 1);
    cluster(0, 0, 1);
    assertEquals(List.of(), cluster(0, 2, 1).changes());
  }

  @Test
  void shouldMergeIntoTheLargerOneAfterConfirmation() {
    born(0, 1, 2);
    assertEquals(List.of(), cluster(0, 0, 1).changes());
    assertEquals(List.of(), cluster(0, 0, 1).changes());
    assertArrayEquals(new int[] {1, 2, 3}, idsOfGroups());

    Update confirmed = cluster(0, 0, 1);

    Instance merged = registry.find(2).orElseThrow();
    assertEquals(Instance.Status.MERGED, merged.status());
    assertEquals(1, merged.mergedInto());
    assertTrue(kinds(confirmed).contains(Kind.MERGED));
    assertArrayEquals(new int[] {1, 1, 3}, idsOfGroups());
  }

  @Test
  void shouldRemoveAnInstanceOnlyAfterItWasMissedRepeatedly() {
    born(0, 1, 2);
    assertEquals(List.of(), cluster(0, 1, -1).changes());
    assertEquals(List.of(), cluster(0, 1, -1).changes());
    assertEquals(List.of(Kind.REMOVED), kinds(cluster(0, 1, -1)));
    assertEquals(Instance.Status.REMOVED, registry.find(3).orElseThrow().status());
  }

  @Test
  void shouldBelieveADecisiveClusteringAtOnce() {
    born(0, 0, 1);
    assertTrue(kinds(update(Weight.DECISIVE, 0, 2, 1)).contains(Kind.SPLIT));
  }

  @Test
  void shouldNotThrowAwayAnOldInstanceForOneDecisiveClustering() {
    for (int i = 0; i < 10; i++) {
      cluster(0, 1, 2);
    }
    for (int i = 0; i < 3; i++) {
      assertEquals(List.of(), update(Weight.DECISIVE, 0, 0, 1).changes());
    }
    assertTrue(kinds(update(Weight.DECISIVE, 0, 0, 1)).contains(Kind.MERGED));
  }

  @Test
  void shouldNotFollowAClusteringThatCannotDecide() {
    for (int i = 0; i < 10; i++) {
      cluster(0, 0, 1);
    }
    for (int i = 0; i < 30; i++) {
      assertEquals(List.of(), cluster(0, 2, 1).changes(), "split seen");
      assertEquals(List.of(), cluster(0, 0, 1).changes(), "split denied");
    }
  }

  @Test
  void shouldNotFollowAMergeThatComesAndGoes() {
    for (int i = 0; i < 10; i++) {
      cluster(0, 1, 2);
    }
    for (int i = 0; i < 30; i++) {
      assertEquals(List.of(), cluster(0, 0, 1).changes(), "merge seen");
      assertEquals(List.of(), cluster(0, 1, 2).changes(), "merge denied");
    }
    assertArrayEquals(new int[] {1, 2, 3}, idsOfGroups());
  }

  @Test
  void shouldLeaveAPieceWithItsInstanceUntilClusteringsInARowHandItOver() {
    born(0, 0, 0, 1, 1, 1);
    assertEquals(List.of(), cluster(0, 0, 1, 1, 1, 1).changes());
    assertEquals(List.of(), cluster(0, 0, 1, 1, 1, 1).changes());
    assertArrayEquals(new int[] {1, 1, 1, 2, 2, 2}, idsOfGroups());

    Update handedOver = cluster(0, 0, 1, 1, 1, 1);

    assertEquals(List.of(Kind.UPDATED, Kind.UPDATED), kinds(handedOver));
    assertArrayEquals(new int[] {1, 1, 2, 2, 2, 2}, idsOfGroups());
  }

  @Test
  void shouldNotFollowABorderThatComesAndGoes() {
    born(0, 0, 0, 1, 1, 1);
    for (int i = 0; i < 30; i++) {
      assertEquals(List.of(), cluster(0, 0, 1, 1, 1, 1).changes(), "border moved");
      assertEquals(List.of(), cluster(0, 0, 0, 1, 1, 1).changes(), "border back");
    }
  }

  @Test
  void shouldHandAPieceOverAtOnceWhenTheClusteringIsDecisive() {
    born(0, 0, 0, 1, 1, 1);
    update(Weight.DECISIVE, 0, 0, 1, 1, 1, 1);
    assertArrayEquals(new int[] {1, 1, 2, 2, 2, 2}, idsOfGroups());
  }

  @Test
  void shouldNotTakeAClusterPiecedTogetherFromKnownInstancesForANewOne() {
    born(0, 0, 0, 1, 1, 1, 2, 2, 2);
    int[] pieces = {0, 0, 3, 1, 1, 3, 2, 2, 3};
    assertEquals(List.of(), cluster(pieces).changes());
    assertEquals(List.of(), cluster(pieces).changes());
    assertArrayEquals(new int[] {1, 1, 1, 2, 2, 2, 3, 3, 3}, idsOfGroups());

    assertTrue(kinds(cluster(pieces)).contains(Kind.SPLIT));
    assertArrayEquals(new int[] {1, 1, 4, 2, 2, 4, 3, 3, 4}, idsOfGroups());
  }

  @Test
  void shouldAskMoreOfChangesToOldInstances() {
    for (int i = 0; i < 40; i++) {
      cluster(0, 0, 1);
    }
    for (int i = 0; i < 11; i++) {
      assertEquals(List.of(), cluster(0, 2, 1).changes());
    }
    assertTrue(kinds(cluster(0, 2, 1)).contains(Kind.SPLIT));
  }

  @Test
  void shouldAskAsMuchOfChangesToInstancesRestoredAsOfTheSameBefore() {
    for (int i = 0; i < 39; i++) {
      cluster(0, 0, 1);
    }
    Update last = cluster(0, 0, 1);
    InstanceRegistry restored = InstanceRegistry.create(RegistryPolicy.DEFAULTS);
    restored.restore(registry.snapshot().instances(), last.sightings(), registry.revision());

    assertEquals(12, confirmationsOfASplit(restored));
  }

  @Test
  void shouldTakeInstancesOfUnknownAgeForOld() {
    born(0, 0, 1);
    InstanceRegistry restored = InstanceRegistry.create(RegistryPolicy.DEFAULTS);
    restored.restore(registry.snapshot().instances(), Map.of(), registry.revision());

    assertEquals(12, confirmationsOfASplit(restored));
  }

  private int confirmationsOfASplit(InstanceRegistry restored) {
    int[] labels = IntStream.range(0, instances.length).map(i -> 2 - i / EACH).toArray();
    for (int seen = 1; ; seen++) {
      Update update =
          restored.update(result(labels), snapshot(instances, EACH), basis(Weight.LOOK));
      if (!update.changes().isEmpty()) {
        return seen;
      }
    }
  }

  @Test
  void shouldNeverReuseAnId() {
    born(0, 1);
    for (int i = 0; i < 3; i++) {
      cluster(0, -1);
    }
    born(0, 1);
    assertArrayEquals(new int[] {1, 3}, idsOfGroups());
  }

  @Test
  void shouldReplayExactlyTheChangesBehindARevision() {
    born(0, 1, 2);
    long revision = registry.revision();
    cluster(0, 0, 1);
    cluster(0, 0, 1);
    List<InstanceChange> told = cluster(0, 0, 1).changes();

    assertEquals(told, registry.changesAfter(revision).orElseThrow());
    assertTrue(registry.changesAfter(registry.revision() + 1).isEmpty(), "the future is not known");
  }

  @Test
  void shouldForgetOldChangesBeyondItsHistory() {
    InstanceRegistry small =
        InstanceRegistry.create(
            new RegistryPolicy(0.3, 2, 6, 3, 0.1, 0.2, Duration.ofSeconds(10), 2));
    small.update(result(new int[] {0, 1, 2}), snapshot(new int[3], 1), basis(Weight.DECISIVE));
    assertTrue(small.changesAfter(0).isEmpty());
    assertEquals(2, small.changesAfter(1).orElseThrow().size());
  }

  @Test
  void shouldKeepAnIdWhenAThingIsSeenAgainAndGetsNewGaussians() {
    born(0, 1);
    for (int i = 0; i < 20; i++) {
      assertEquals(List.of(), cluster(0, 1).changes(), "a pause");
    }
    instances = Arrays.copyOf(instances, 4 * EACH);
    born(0, 1, 0, 2);
    assertArrayEquals(new int[] {1, 2, 1, 3}, idsOfGroups(), "the first thing from its other side");
  }

  @Test
  void shouldKeepIdsWhateverAMinorityOfClusteringsSays() {
    for (int seed = 0; seed < 20; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      InstanceRegistry own = InstanceRegistry.create(RegistryPolicy.DEFAULTS);
      int[] truth = {0, 0, 1, 1, 2, 2, 3, 3};
      int[] ids = new int[truth.length * EACH];
      int[] first = new int[0];
      for (int round = 0; round < 60; round++) {
        int[] groups = truth.clone();
        if (round >= 10 && random.nextDouble() < 0.35) {
          groups = flicker(truth, random);
        }
        ids =
            own.update(
                    result(labels(dense(groups))),
                    snapshot(ids, EACH),
                    basis(round == 59 ? Weight.DECISIVE : Weight.LOOK))
                .instances();
        first = round == 9 ? ids : first;
        if (round >= 9) {
          assertArrayEquals(first, ids, "seed " + seed + ", clustering " + round);
        }
      }
    }
  }

  /** Two neighbours are one, or one falls in two. */
  private static int[] flicker(int[] truth, SplittableRandom random) {
    int[] groups = truth.clone();
    int at = 2 * random.nextInt(3);
    if (random.nextBoolean()) {
      groups[at] = truth[at + 2];
      groups[at + 1] = truth[at + 2];
    } else {
      groups[at] = 4;
    }
    return groups;
  }

  private static int[] labels(int[] labelPerGroup) {
    return IntStream.range(0, labelPerGroup.length * EACH)
        .map(i -> labelPerGroup[i / EACH])
        .toArray();
  }

  @Test
  void shouldKeepRevisionsWithoutGapsAndGaussiansWithLivingInstancesUnderRandomClusterings() {
    SplittableRandom random = new SplittableRandom(3);
    long last = 0;
    for (int round = 0; round < 200; round++) {
      int[] groups = IntStream.range(0, 6).map(i -> random.nextInt(5) - 1).toArray();
      int[] dense = dense(groups);
      for (InstanceChange change : update(anyWeight(random), dense).changes()) {
        assertEquals(++last, change.revision());
      }
      for (int id : instances) {
        assertTrue(id == 0 || registry.find(id).orElseThrow().status() == Instance.Status.ALIVE);
      }
    }
  }

  private static Weight anyWeight(SplittableRandom random) {
    Weight[] usual = {Weight.GLANCE, Weight.FAMILIAR, Weight.LOOK};
    return random.nextInt(10) == 0 ? Weight.DECISIVE : usual[random.nextInt(usual.length)];
  }

  private static int[] dense(int[] groups) {
    List<Integer> seen = new ArrayList<>();
    return Arrays.stream(groups)
        .map(
            g -> {
              if (g >= 0 && !seen.contains(g)) {
                seen.add(g);
              }
              return g < 0 ? -1 : seen.indexOf(g);
            })
        .toArray();
  }

  /** Shows clusters twice, so that they are believed. */
  private Update born(int... labelPerGroup) {
    cluster(labelPerGroup);
    return cluster(labelPerGroup);
  }

  private Update cluster(int... labelPerGroup) {
    return update(Weight.LOOK, labelPerGroup);
  }

  private Update glance(int... labelPerGroup) {
    return update(Weight.GLANCE, labelPerGroup);
  }

  private Update familiar(int... labelPerGroup) {
    return update(Weight.FAMILIAR, labelPerGroup);
  }

  private Update update(Weight weight, int... labelPerGroup) {
    if (instances.length == 0) {
      instances = new int[labelPerGroup.length * EACH];
    }
    Update update =
        registry.update(result(labels(labelPerGroup)), snapshot(instances, EACH), basis(weight));
    instances = update.instances();
    return update;
  }

  private int[] idsOfGroups() {
    return IntStream.range(0, instances.length / EACH).map(g -> instances[g * EACH]).toArray();
  }

  private static List<Kind> kinds(Update update) {
    return update.changes().stream().map(InstanceChange::kind).toList();
  }

  /** Looks are three seconds apart, glances one. */
  private Basis basis(Weight weight) {
    evidence = evidence.plusSeconds(weight == Weight.GLANCE ? 1 : 3);
    return new Basis(now, now, 1, weight, evidence, inView);
  }

  private static ClusteringResult result(int[] labels) {
    float[] probabilities = new float[labels.length];
    Arrays.fill(probabilities, 1);
    float[] apart = new float[Arrays.stream(labels).max().orElse(-1) + 1];
    Arrays.fill(apart, 1);
    return new ClusteringResult(labels, probabilities, new boolean[apart.length], apart);
  }

  private static GaussianSnapshot snapshot(int[] instances, int each) {
    GaussianBatch batch = GaussianBatch.zeros(new GaussianLayout(0, 0), instances.length);
    for (int i = 0; i < instances.length; i++) {
      batch.planes()[GaussianLayout.POSITION][i] = Math.floorDiv(i, each) + 0.001f * (i % each);
    }
    long[] identities = LongStream.range(0, instances.length).toArray();
    return new GaussianSnapshot(batch, identities, instances, new float[instances.length]);
  }
}
