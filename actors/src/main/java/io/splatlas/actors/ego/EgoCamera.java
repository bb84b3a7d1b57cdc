package io.splatlas.actors.ego;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What is known of the robot in the image of one camera, and the photographs to compare with. */
final class EgoCamera {
  /** Earlier photographs that a new one is compared with, until much has been compared. */
  private static final int PARTNERS = 2;

  private static final int MUCH = 8;

  private final Cells cells;
  private final EgoEvidence evidence;
  private final Map<Order, Deque<SmallView>> partners = new EnumMap<>(Order.class);

  /** Cells that show the robot; replaced, never changed. */
  private boolean[] robot;

  /** Photographs are compared with others of their order, so that neither depends on the other. */
  enum Order {
    /** As they came. */
    TAKEN_UP,
    /** As they were drawn, when they had been taken up in an earlier life. */
    LOADED_AGAIN
  }

  EgoCamera(Cells cells) {
    this.cells = cells;
    evidence = new EgoEvidence(cells);
    robot = new boolean[cells.count()];
    for (Order order : Order.values()) {
      partners.put(order, new ArrayDeque<>());
    }
  }

  /** A view, and what comparing it with earlier ones, the newest last, says of every cell. */
  record Look(Order order, SmallView view, List<byte[]> judgements) {
    /** Whether nothing can be told from the newest: the camera has not moved since. */
    boolean saysNothing() {
      if (judgements.isEmpty()) {
        return false;
      }
      for (byte cell : judgements.getLast()) {
        if (cell != 0) {
          return false;
        }
      }
      return true;
    }
  }

  /**
   * What a photograph is to be compared with, as a copy.
   *
   * @param believed cells that have stood still before
   */
  record Question(Order order, List<SmallView> partners, boolean[] believed) {
    /** Compares. */
    Look look(SmallView view) {
      List<byte[]> judgements = new ArrayList<>();
      for (SmallView partner : partners) {
        judgements.add(new StandingStill(partner, view).judge(believed));
      }
      return new Look(order, view, judgements);
    }
  }

  /** The question to the next photograph of an order. */
  Question question(Order order) {
    return new Question(
        order, List.copyOf(requireNonNull(partners.get(order))), evidence.believed());
  }

  /** Takes in a look. One that says nothing leaves the photographs to compare with as they are. */
  void add(Look look) {
    if (look.saysNothing()) {
      return;
    }
    look.judgements().forEach(evidence::add);
    Deque<SmallView> seen = requireNonNull(partners.get(look.order()));
    seen.addLast(look.view());
    while (seen.size() > (evidence.comparisons() < MUCH ? PARTNERS : 1)) {
      seen.removeFirst();
    }
    boolean[] now = evidence.robot();
    robot = Arrays.equals(now, robot) ? robot : now;
  }

  Cells cells() {
    return cells;
  }

  /** By cell, whether it shows the robot. Not to be changed. */
  boolean[] robot() {
    return robot;
  }
}
