package io.splatlas.actors.violations;

/** Breaks: only the command line prints. */
public final class Prints {
  private Prints() {}

  static void greet() {
    System.out.println("hello");
  }
}
