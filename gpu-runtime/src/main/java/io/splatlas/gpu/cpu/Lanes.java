package io.splatlas.gpu.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector width of this process: the widest the machine has, at most 512 bits, or what the
 * system property {@value #PROPERTY} says (128, 256 or 512). Static finals, because C2 keeps
 * vectors in registers only when the species is a constant.
 */
final class Lanes {
  /** Forces the width in bits; for tests of the narrower code on a wide machine. */
  static final String PROPERTY = "splatlas.vector.bits";

  static final VectorSpecies<Float> F = VectorSpecies.of(float.class, shape());
  static final VectorSpecies<Integer> I = VectorSpecies.of(int.class, shape());

  /** Lanes of a vector: 4, 8 or 16. All divide {@link Tiles#WIDTH}. */
  static final int COUNT = F.length();

  /** 0, 1, 2, ... */
  static final FloatVector RAMP = (FloatVector) F.broadcast(0).addIndex(1);

  /** 0, 1, 2, ... */
  static final IntVector RAMP_INT = (IntVector) I.broadcast(0).addIndex(1);

  /**
   * Constants whose class C2 knows. Where a vector is carried around a loop, C2 does not know its
   * class when it meets a call on it and trusts the call's profile, which other code with other
   * species spoils: such a vector must be an argument, never the receiver.
   */
  static final FloatVector ONE = FloatVector.broadcast(F, 1f);

  static final FloatVector ZERO = FloatVector.zero(F);

  private Lanes() {}

  /** Width in bits. */
  static int bits() {
    return F.vectorBitSize();
  }

  private static VectorShape shape() {
    int preferred = FloatVector.SPECIES_PREFERRED.vectorBitSize();
    int bits = Integer.getInteger(PROPERTY, Math.clamp(preferred, 128, 512));
    if (bits != 128 && bits != 256 && bits != 512) {
      throw new IllegalArgumentException(PROPERTY + " must be 128, 256 or 512, got " + bits);
    }
    return VectorShape.forBitSize(bits);
  }
}
