package io.splatlas.proto.lint;

/**
 * One thing that is wrong with the contract.
 *
 * @param rule name of the rule; where buf has the same rule, buf's name
 * @param element file, or full name of the element without a leading dot
 * @param message what is wrong and what would be right
 */
record Finding(String rule, String element, String message) {
  @Override
  public String toString() {
    return element + ": " + message + " [" + rule + "]";
  }
}
