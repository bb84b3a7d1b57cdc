package io.splatlas.ops.architecture;

import com.tngtech.archunit.lang.ArchRule;
import java.util.List;

/**
 * A line of the house.
 *
 * @param rule what must hold; its text says why
 * @param violators classes that break it on purpose: the proof that the rule bites
 */
record HouseRule(ArchRule rule, List<Class<?>> violators) {

  static HouseRule of(ArchRule rule, Class<?>... violators) {
    return new HouseRule(rule.allowEmptyShould(true), List.of(violators));
  }

  @Override
  public String toString() {
    return rule.getDescription();
  }
}
