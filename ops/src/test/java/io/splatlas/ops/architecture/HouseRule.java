package io.splatlas.ops.architecture;

import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A line of the house.
 *
 * @param rule what must hold; its text says why
 * @param violators names of classes that break it on purpose, the proof that the rule bites: each
 *     set breaks it by itself
 */
record HouseRule(ArchRule rule, List<Set<String>> violators) {

  /** A rule that each of the classes breaks. */
  static HouseRule of(ArchRule rule, Class<?>... violators) {
    return new HouseRule(
        rule.allowEmptyShould(true),
        Arrays.stream(violators).map(Class::getName).map(Set::of).toList());
  }

  /** A rule that the classes break only together. */
  static HouseRule ofGroup(ArchRule rule, Class<?>... violators) {
    Set<String> group = Arrays.stream(violators).map(Class::getName).collect(Collectors.toSet());
    return new HouseRule(rule.allowEmptyShould(true), List.of(group));
  }

  @Override
  public String toString() {
    return rule.getDescription();
  }
}
