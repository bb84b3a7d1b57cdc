package io.splatlas.gateway.convert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Timestamp;
import io.splatlas.actors.model.InstanceChange;
import io.splatlas.gateway.fake.Instances;
import io.splatlas.gateway.status.Violations;
import io.splatlas.proto.v1.Distortion;
import io.splatlas.proto.v1.InstanceChangeKind;
import io.splatlas.proto.v1.InstanceKind;
import io.splatlas.proto.v1.InstanceStatus;
import io.splatlas.proto.v1.Intrinsics;
import io.splatlas.proto.v1.SceneOptions;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConvertersTest {
  @Test
  void shouldKeepNanosecondsOfATime() {
    Instant time = Instant.ofEpochSecond(-5, 123_456_789);
    assertEquals(time, Times.toInstant(Times.toTimestamp(time)));
  }

  @Test
  void shouldKnowTheRangeOfTimestamps() {
    assertTrue(Times.valid(Timestamp.newBuilder().setSeconds(253_402_300_799L).build()));
    assertFalse(Times.valid(Timestamp.newBuilder().setSeconds(253_402_300_800L).build()));
    assertFalse(Times.valid(Timestamp.newBuilder().setSeconds(Long.MIN_VALUE).build()));
    assertFalse(Times.valid(Timestamp.newBuilder().setNanos(-1).build()));
    assertFalse(Times.valid(Timestamp.newBuilder().setNanos(1_000_000_000).build()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "A", "-a", "_a", "a b", "ä", "a/b", "a\n"})
  void shouldRefuseWhatIsNoSceneId(String id) {
    assertFalse(Ids.isScene(id));
    assertFalse(Ids.isScene("a".repeat(65)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "0", "desk-1_b"})
  void shouldAcceptSceneIds(String id) {
    assertTrue(Ids.isScene(id));
    assertTrue(Ids.isScene("a".repeat(64)));
  }

  @Test
  void shouldReadItsOwnPageTokensOnly() {
    assertEquals(Optional.of("desk-1"), PageToken.read(PageToken.after("desk-1")));
    assertEquals(Optional.empty(), PageToken.read("desk-1"));
    assertEquals(Optional.empty(), PageToken.read("!"));
    assertEquals(Optional.empty(), PageToken.read("a".repeat(10_000)));
    assertEquals(Optional.empty(), PageToken.read("_____w"));
  }

  @Test
  void shouldFillInDefaultOptions() {
    Violations violations = new Violations();
    assertEquals(
        io.splatlas.actors.model.SceneOptions.DEFAULTS,
        SceneMessages.toOptions(SceneOptions.getDefaultInstance(), violations));
    assertTrue(violations.none());
  }

  @Test
  void shouldTakeOptionsThatWereChosen() {
    Violations violations = new Violations();
    assertEquals(
        new io.splatlas.actors.model.SceneOptions(
            5_000, 0, 7, -1, false, io.splatlas.actors.model.SceneProfile.LIFTED, true, true),
        SceneMessages.toOptions(
            SceneOptions.newBuilder()
                .setMaxGaussians(5_000)
                .setShDegree(0)
                .setIterations(7)
                .setSeed(-1)
                .setUseDepth(false)
                .setAntialiased(true)
                .setRefinePoses(true)
                .build(),
            violations));
    assertTrue(violations.none());
  }

  @Test
  void shouldNoteEveryOptionOutOfRange() {
    Violations violations = new Violations();
    SceneMessages.toOptions(
        SceneOptions.newBuilder().setMaxGaussians(999).setShDegree(4).setIterations(-1).build(),
        violations);
    assertEquals(3, violations.count());
  }

  @Test
  void shouldNoteEveryFaultOfIntrinsics() {
    Violations violations = new Violations();
    Cameras.check(
        Intrinsics.newBuilder()
            .setWidth(0)
            .setHeight(-1)
            .setFx(Double.NaN)
            .setFy(0)
            .setCx(Double.POSITIVE_INFINITY)
            .setDistortion(Distortion.newBuilder().setK3(Double.NaN))
            .build(),
        "intrinsics",
        4096,
        violations);
    assertEquals(6, violations.count());
  }

  @Test
  void shouldKeepASizeBeyondAnIntTooLarge() {
    assertEquals(
        Integer.MAX_VALUE, Cameras.toModel(Intrinsics.newBuilder().setWidth(-2).build()).width());
  }

  @Test
  void shouldSayAllOfAChange() {
    io.splatlas.proto.v1.InstanceChange change =
        InstanceMessages.toMessage(Instances.change(9, InstanceChange.Kind.REMOVED, 4));
    assertEquals(9, change.getRevision());
    assertEquals(InstanceChangeKind.INSTANCE_CHANGE_KIND_REMOVED, change.getKind());
    assertEquals(9, change.getBasedOnFrame());
    assertEquals(9, change.getChangeTime().getSeconds());
    io.splatlas.proto.v1.Instance instance = change.getInstance();
    assertEquals(4, instance.getId());
    assertEquals(InstanceKind.INSTANCE_KIND_OBJECT, instance.getKind());
    assertEquals(InstanceStatus.INSTANCE_STATUS_REMOVED, instance.getStatus());
    assertEquals(3, instance.getCentroid().getZ());
    assertEquals(4, instance.getBox().getMax().getZ());
    assertEquals(0.25f, instance.getColour().getGreen());
    assertEquals(
        Times.toTimestamp(Instant.ofEpochSecond(1_700_000_000, 5)), instance.getLastSeenTime());
  }
}
