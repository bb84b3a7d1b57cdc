// What is known of one scene. Changes are told to listeners by kind.
import { word } from './dom.js';
import { levelOf } from './question.js';

const EVENTS_KEPT = 300;
const KIND = 'INSTANCE_CHANGE_KIND_';
const BACKGROUND = 'INSTANCE_KIND_BACKGROUND';

export class SceneStore extends EventTarget {
  constructor(id) {
    super();
    this.id = id;
    this.scene = null;
    this.frame = null;
    this.instances = new Map();
    this.dead = new Map();
    this.lineage = new Map();
    this.events = [];
    this.born = new Map();
    this.columns = [];
    this.points = [];
    this.since = 0;
    this.selected = 0;
    this.hovered = 0;
    this.isolated = false;
    this.hidden = new Set();
    this.relevancy = null;
    this.question = null;
    this.iteration = 0;
    this.path = [];
  }

  tell(name) {
    this.dispatchEvent(new Event(name));
  }

  on(name, listener) {
    this.addEventListener(name, listener);
  }

  setScene(scene) {
    this.scene = scene;
    this.tell('scene');
  }

  setFrame(frame) {
    this.frame = frame;
    this.path.push([frame.pose[3], frame.pose[7], frame.pose[11]]);
    if (this.path.length > 2000) this.path = this.path.filter((_, i) => i % 2 === 0);
    this.tell('frame');
  }

  /** Points of the plots, the camera's path, and since when (milliseconds) the server keeps points. */
  setHistory({ columns, points, path = [], since = 0 }) {
    this.columns = columns;
    this.points = points;
    this.since = since;
    // Frames that came while the history was under way are in it, or follow it closely.
    if (path.length >= this.path.length) this.path = path;
    this.tell('points');
  }

  /** What happened before this page was opened. */
  setPast({ events, born, lineage }) {
    lineage.forEach((each) => this.relate(each));
    for (const [id, time] of Object.entries(born)) this.born.set(Number(id), time);
    const first = Number(this.events[0]?.revision ?? Infinity);
    const past = events
      .filter((event) => event.revision < first)
      .map(({ kind, id, background, splitFrom, mergedInto, revision, time }) => ({
        kind,
        instance: { id, splitFrom, mergedInto, kind: background ? BACKGROUND : '' },
        revision,
        time: Date.parse(time),
      }));
    this.events.unshift(...past);
    this.tell('past');
    this.tell('instances');
  }

  addPoint(point) {
    const last = this.points.at(-1);
    if (!last || point[0] > last[0]) {
      this.points.push(point);
      if (this.points.length > 2000) this.points = this.points.filter((_, i) => i % 2 === 0);
      this.tell('points');
    }
  }

  take(message) {
    if (message.snapshot) this.takeSnapshot(message.snapshot);
    else this.takeChange(message.change);
    this.tell('instances');
  }

  /** Remembers where an instance came from and what it went into. */
  relate({ id, splitFrom, mergedInto }) {
    if (splitFrom || mergedInto) this.lineage.set(id, { splitFrom, mergedInto });
  }

  /** An instance that is no more, as it was. */
  remember(instance) {
    this.dead.set(instance.id, instance);
    this.relate(instance);
    this.tell('instances');
  }

  takeSnapshot(snapshot) {
    this.instances = new Map(snapshot.instances.map((instance) => [instance.id, instance]));
    snapshot.instances.forEach((instance) => this.relate(instance));
    if (this.selected && !this.instances.has(this.selected)) this.tell('selection');
  }

  takeChange(change) {
    const kind = word(change.kind, KIND);
    const { instance } = change;
    this.relate(instance);
    if (kind === 'created' || kind === 'split') this.born.set(instance.id, Date.parse(change.changeTime));
    if (instance.status === 'INSTANCE_STATUS_ALIVE') {
      this.instances.set(instance.id, instance);
      this.dead.delete(instance.id);
    } else {
      this.instances.delete(instance.id);
      this.dead.set(instance.id, instance);
    }
    this.events.push({ kind, instance, revision: change.revision, time: Date.parse(change.changeTime), conflated: change.conflated });
    if (this.events.length > EVENTS_KEPT) this.events.splice(0, this.events.length - EVENTS_KEPT);
    this.tell('event');
  }

  instance(id) {
    return this.instances.get(id) ?? this.dead.get(id);
  }

  select(id) {
    const next = id === this.selected ? 0 : id;
    this.selected = next;
    if (!next) this.isolated = false;
    this.tell('selection');
  }

  hover(id) {
    if (id !== this.hovered) {
      this.hovered = id;
      this.tell('hover');
    }
  }

  /** Hides an instance, or shows it again. */
  hide(id, on) {
    if (on) this.hidden.add(id);
    else this.hidden.delete(id);
    this.tell('selection');
  }

  showAll() {
    this.hidden.clear();
    this.tell('selection');
  }

  /** What was asked and how well each instance fits it: a map from id to 0..1. */
  setAnswer(question, answer) {
    this.question = question;
    this.answered(answer);
  }

  /** The present question was answered, perhaps anew. */
  answered({ matches, iteration }) {
    this.iteration = Number(iteration);
    this.relevancy = new Map(matches.map((match) => [match.instance.id, levelOf(match)]));
    this.tell('query');
  }

  /** Nothing is asked. */
  clearQuestion() {
    this.question = null;
    this.relevancy = null;
    this.tell('query');
  }

  isolate(on) {
    this.isolated = on && this.selected !== 0;
    this.tell('selection');
  }
}

export const isBackground = (instance) => instance.kind === BACKGROUND;

/** What a person calls it. */
export const nameOf = (instance) => `${isBackground(instance) ? 'Surface' : 'Object'} ${instance.id}`;
