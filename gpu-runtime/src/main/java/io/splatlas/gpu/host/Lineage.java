package io.splatlas.gpu.host;

import java.util.Arrays;

/**
 * Whom each Gaussian born by growth was split from, by identity, in order of birth. It outlives the
 * Gaussians, so that a grandchild finds its grandparent although the parent has been relocated
 * since. It remembers a bounded number of births and forgets the oldest.
 */
public final class Lineage {
  /** Bytes per birth it can remember. */
  public static final long BYTES_PER_ROW = 2 * Long.BYTES;

  /** No source is known. */
  public static final long NONE = 0;

  private long[] born;
  private long[] sources;
  private int size;

  /** Room for so many births. */
  public Lineage(int births) {
    born = new long[births];
    sources = new long[births];
  }

  /** Remembers a birth; identities must come in increasing order. */
  public void record(long identity, long source) {
    if (born.length == 0) {
      return;
    }
    if (size == born.length) {
      forget(Math.max(1, size / 4));
    }
    born[size] = identity;
    sources[size++] = source;
  }

  /** The source of a Gaussian, or {@link #NONE}. */
  public long sourceOf(long identity) {
    int at = Arrays.binarySearch(born, 0, size, identity);
    return at < 0 ? NONE : sources[at];
  }

  /** Forgets births up to and including this identity. */
  public void forgetUpTo(long identity) {
    int at = Arrays.binarySearch(born, 0, size, identity);
    forget(at < 0 ? -at - 1 : at + 1);
  }

  /** Changes how many births it can remember. */
  public void resize(int births) {
    born = Arrays.copyOf(born, births);
    sources = Arrays.copyOf(sources, births);
  }

  private void forget(int oldest) {
    System.arraycopy(born, oldest, born, 0, size - oldest);
    System.arraycopy(sources, oldest, sources, 0, size - oldest);
    size -= oldest;
  }
}
