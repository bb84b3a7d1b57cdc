// Mouse, touch and keyboard on the picture: drag turns, right or shift drag or two fingers move, wheel or pinch zooms.

const CLICK_SLOP = 5;
const TURN = 0.008;
const STEP = 0.12;

/**
 * @param target the element
 * @param act {moved(camera => void), hover(u, v), leave(), click(u, v), double(u, v), reset(), clear()}
 */
export function handlePointers(target, act) {
  const down = new Map();
  let travelled = 0;
  let pinch = 0;
  const place = (event) => {
    const box = target.getBoundingClientRect();
    return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
  };

  target.addEventListener('contextmenu', (event) => event.preventDefault());
  target.addEventListener('pointerdown', (event) => {
    target.setPointerCapture(event.pointerId);
    down.set(event.pointerId, event);
    if (down.size === 1) travelled = 0;
    pinch = 0;
  });
  target.addEventListener('pointermove', (event) => {
    const before = down.get(event.pointerId);
    if (!before) {
      if (event.pointerType === 'mouse') act.hover(...place(event));
      return;
    }
    const dx = event.clientX - before.clientX;
    const dy = event.clientY - before.clientY;
    travelled += Math.abs(dx) + Math.abs(dy);
    down.set(event.pointerId, event);
    if (travelled <= CLICK_SLOP) return;
    if (down.size === 2) twoFingers(dx, dy);
    else if (event.buttons & 6 || event.shiftKey) pan(dx, dy);
    else act.moved((camera) => camera.orbit(dx * TURN, dy * TURN));
  });
  const pan = (dx, dy) => act.moved((camera) => camera.pan(-dx / target.clientHeight, -dy / target.clientHeight));
  const twoFingers = (dx, dy) => {
    const [a, b] = [...down.values()];
    const gap = Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
    if (pinch > 0 && gap > 0) {
      const factor = pinch / gap;
      act.moved((camera) => camera.zoom(factor));
    }
    pinch = gap;
    pan(dx / 2, dy / 2);
  };
  const up = (event) => {
    const began = down.delete(event.pointerId);
    pinch = 0;
    if (began && down.size === 0 && travelled <= CLICK_SLOP && event.type === 'pointerup') act.click(...place(event));
  };
  target.addEventListener('pointerup', up);
  target.addEventListener('pointercancel', up);
  target.addEventListener('pointerleave', () => act.leave());
  target.addEventListener('dblclick', (event) => act.double(...place(event)));
  target.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      const factor = Math.exp(Math.max(-60, Math.min(60, event.deltaY)) * 0.002);
      act.moved((camera) => camera.zoom(factor));
    },
    { passive: false },
  );
  target.addEventListener('keydown', (event) => {
    const move = keyMove(event);
    if (move) {
      event.preventDefault();
      act.moved(move);
    } else if (event.key === 'Home' || event.key === 'r') act.reset();
    else if (event.key === 'Escape') act.clear();
    else if (event.key === 'Enter') act.click(0.5, 0.5);
  });
}

function keyMove({ key, shiftKey, ctrlKey, metaKey, altKey }) {
  if (ctrlKey || metaKey || altKey) return null;
  const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const arrow = arrows[key];
  if (arrow) {
    const [x, y] = arrow;
    return shiftKey ? (camera) => camera.pan(x * STEP, y * STEP) : (camera) => camera.orbit(-x * STEP, -y * STEP);
  }
  if (key === '+' || key === '=') return (camera) => camera.zoom(1 / 1.15);
  if (key === '-') return (camera) => camera.zoom(1.15);
  return null;
}
