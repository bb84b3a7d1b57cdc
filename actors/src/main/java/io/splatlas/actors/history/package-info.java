/**
 * What has been told of a scene's instances, event-sourced: the history, its events and their
 * format, and the actor that makes changes durable before anybody hears of them. Depends on {@code
 * model}, {@code spatial} and {@code disk}.
 */
@NullMarked
package io.splatlas.actors.history;

import org.jspecify.annotations.NullMarked;
