package io.splatlas.actors.capture;

import io.splatlas.actors.disk.AppendFile;
import io.splatlas.actors.disk.DurableFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/** The segments of a frame log that are not appended to any more, and how they are thinned out. */
final class ClosedSegments {
  /** A segment is rewritten to free at least one part in so many of it. */
  private static final int REWRITE_SHARE = 16;

  private final Path folder;
  private final FrameIndex index;
  private final AppendFile.Opener opener;
  private final NavigableMap<Integer, Long> sizes = new TreeMap<>();

  /** Damaged segments are left to people: they are never rewritten. */
  private final Set<Integer> damaged = new HashSet<>();

  ClosedSegments(Path folder, FrameIndex index, AppendFile.Opener opener) {
    this.folder = folder;
    this.index = index;
    this.opener = opener;
  }

  void add(int number, long bytes) {
    sizes.put(number, bytes);
  }

  void addDamaged(int number, long bytes) {
    add(number, bytes);
    damaged.add(number);
  }

  long bytes() {
    return sizes.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Thins out, as {@link FrameLog#thin} says. */
  int thin(long wanted, long upTo) throws IOException {
    long goal = bytes() - wanted;
    int gone = 0;
    for (int number : List.copyOf(sizes.keySet())) {
      if (bytes() > goal) {
        gone += rewrite(number, index.redundant(index.heldIn(number), upTo));
      }
    }
    for (int number : List.copyOf(sizes.keySet())) {
      gone += halve(number, goal, upTo);
    }
    return gone;
  }

  /** Takes every second frame out of a segment, again and again while too much is left. */
  private int halve(int number, long goal, long upTo) throws IOException {
    int gone = 0;
    BitSet left = index.heldIn(number);
    while (bytes() > goal && left.cardinality() > 1 && left.nextSetBit(1) <= upTo) {
      BitSet half = FrameThinning.everySecond(left, 1, (int) Math.min(upTo, Integer.MAX_VALUE));
      int went = rewrite(number, half);
      if (went == 0) {
        return gone;
      }
      gone += went;
      left = index.heldIn(number);
    }
    return gone;
  }

  /** Writes a segment anew without some frames; not worth it for a few bytes. */
  private int rewrite(int number, BitSet without) throws IOException {
    long before = sizes.getOrDefault(number, 0L);
    if (damaged.contains(number) || index.bytes(without) < before / REWRITE_SHARE) {
      return 0;
    }
    Path path = FrameIndex.segmentPath(folder, number);
    ThinnedSegment thinned =
        ThinnedSegment.write(path, number, SegmentFormat.newMarker(), without, opener);
    index.replace(number, () -> thinned.putInPlaceOf(path), without, thinned.kept());
    sizes.put(number, thinned.bytes());
    DurableFiles.syncFolder(folder);
    return without.cardinality();
  }
}
