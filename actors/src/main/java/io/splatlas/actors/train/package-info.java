/**
 * Training one scene: taking up frames, drawing views, the schedule of rates and growth, bursts on
 * the device. Depends on the runtime, images, seeding and the model; knows no scene.
 */
@NullMarked
package io.splatlas.actors.train;

import org.jspecify.annotations.NullMarked;
