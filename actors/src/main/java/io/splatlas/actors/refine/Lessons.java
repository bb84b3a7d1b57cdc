package io.splatlas.actors.refine;

import io.splatlas.gpu.FieldGroups;
import io.splatlas.gpu.FieldPairs;
import io.splatlas.gpu.FieldTarget;
import java.util.List;

/**
 * What the field is taught between two clusterings.
 *
 * @param targets views
 * @param groups instances of the clustering before
 * @param pairs of neighbours and of far ones
 * @param origin of directions: the mean of the field
 */
record Lessons(List<FieldTarget> targets, FieldGroups groups, FieldPairs pairs, float[] origin) {}
