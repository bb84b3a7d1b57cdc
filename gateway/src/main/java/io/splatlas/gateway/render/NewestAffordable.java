package io.splatlas.gateway.render;

import java.time.Duration;
import java.util.function.Function;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.InHandler;
import org.apache.pekko.stream.stage.OutHandler;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.jspecify.annotations.Nullable;

/**
 * Passes on the newest element when it is asked for one and that can be paid; a newer one takes the
 * place of one that waits. So who asks for more than they may have gets fewer, never older ones.
 *
 * @param <T> what is asked for
 */
final class NewestAffordable<T> extends GraphStage<FlowShape<T, T>> {
  private final Inlet<T> in = Inlet.create("NewestAffordable.in");
  private final Outlet<T> out = Outlet.create("NewestAffordable.out");
  private final FlowShape<T, T> shape = FlowShape.of(in, out);
  private final Function<T, Duration> pay;
  private final Runnable leftOut;

  /**
   * @param pay pays for an element and answers zero, or how long to wait before trying again
   * @param leftOut told of every element that a newer one replaced
   */
  NewestAffordable(Function<T, Duration> pay, Runnable leftOut) {
    this.pay = pay;
    this.leftOut = leftOut;
  }

  @Override
  public FlowShape<T, T> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    return new Logic();
  }

  private final class Logic extends TimerGraphStageLogic implements InHandler, OutHandler {
    private @Nullable T newest;

    Logic() {
      super(shape);
      setHandlers(in, out, this);
    }

    @Override
    public void preStart() {
      pull(in);
    }

    @Override
    public void onPush() {
      if (newest != null) {
        leftOut.run();
      }
      newest = grab(in);
      pull(in);
      progress();
    }

    @Override
    public void onUpstreamFinish() {
      progress();
    }

    @Override
    public void onPull() {
      progress();
    }

    @Override
    public void onTimer(Object timer) {
      progress();
    }

    private void progress() {
      T next = newest;
      if (next != null && isAvailable(out)) {
        Duration wait = pay.apply(next);
        if (wait.isZero()) {
          newest = null;
          push(out, next);
        } else {
          scheduleOnce("pay", wait);
        }
      }
      if (newest == null && isClosed(in)) {
        completeStage();
      }
    }
  }
}
