/** The life of instances: matching clusters to known instances, ids, events. Pure: no actors. */
@NullMarked
package io.splatlas.actors.instance;

import org.jspecify.annotations.NullMarked;
