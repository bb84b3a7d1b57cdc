// Small helpers: elements, numbers, times.

/** An element with properties ("class", "aria-…", "on…" handlers, else DOM properties) and children. */
export function el(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (name === 'class' || name.includes('-') || name === 'role' || name === 'for' || name === 'scope') node.setAttribute(name, value);
    else node[name] = value;
  }
  node.append(...children.filter((child) => child !== undefined && child !== null && child !== false));
  return node;
}

const SVG = 'http://www.w3.org/2000/svg';

/** An SVG element with attributes. */
export function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

const WHOLE = new Intl.NumberFormat('en');

/** 12345 as "12,345". */
export const whole = (value) => WHOLE.format(Math.round(Number(value)));

/** A number for people: 0.01234 as "0.0123", 12345 as "12.3k". */
export function short(value) {
  if (value === null || !Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  if (size >= 1e6) return `${(value / 1e6).toFixed(2)}M`;
  if (size >= 1e4) return `${(value / 1e3).toFixed(1)}k`;
  if (size >= 100 || Number.isInteger(value)) return WHOLE.format(Math.round(value));
  if (size >= 10) return value.toFixed(1);
  return size >= 1 ? value.toFixed(2) : value.toPrecision(size === 0 ? 1 : 2);
}

/** Milliseconds as "12 s", "3 min", "2 h". */
export function span(millis) {
  const seconds = Math.max(0, Math.round(millis / 1000));
  if (seconds < 90) return `${seconds} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3600)} h`;
}

const TIME = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });

/** A time (milliseconds) as "14:02:11", of another day as "28 Nov, 14:02". */
export function when(millis) {
  const today = new Date().toDateString() === new Date(millis).toDateString();
  return (today ? TIME : DAY).format(millis);
}

/** "SCENE_STATE_CAPTURING" with the prefix "SCENE_STATE_" as "capturing". */
export const word = (name, prefix) => String(name).slice(prefix.length).toLowerCase();
