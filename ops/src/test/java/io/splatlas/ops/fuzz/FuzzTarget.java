package io.splatlas.ops.fuzz;

/**
 * Takes bytes of a stranger. What the code under test may answer to bad bytes is caught inside;
 * whatever else comes out is a finding.
 */
@FunctionalInterface
public interface FuzzTarget {
  /** Runs once. */
  void run(byte[] input) throws Exception;
}
