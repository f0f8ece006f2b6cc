import { type AnyRoute, type CallOf, type Figure, fill, type Language, type Note, Quality, type ReplyOf, type Statement, type Text } from '@csn/contracts';
import { addressOf, type Client, RemoteProblem } from '@csn/service-kit';
import type { ReportingDays } from './calendar.ts';
import { formatFigure } from './format.ts';
import { around, valueAt } from './pointer.ts';

/** Asks a call once for the whole update, however many sections need it. */
export class Questions {
  readonly #client: Client;
  readonly #language: Language;
  readonly #now: string;
  readonly #asked = new Map<string, Promise<unknown>>();

  constructor(client: Client, language: Language, now: string) {
    this.#client = client;
    this.#language = language;
    this.#now = now;
  }

  async ask<R extends AnyRoute>(route: R, input: CallOf<R>, asOf: string): Promise<Answer<ReplyOf<R>>> {
    const href = addressOf(route, input);
    let reply = this.#asked.get(href);
    if (!reply) {
      reply = this.#client.call(route, input, { headers: { 'accept-language': this.#language } });
      this.#asked.set(href, reply);
    }
    return new Answer((await reply) as ReplyOf<R>, href, asOf, this.#now);
  }
}

/** What a call gave, and the figures that can be taken from it. */
export class Answer<Reply> {
  readonly reply: Reply;
  readonly href: string;
  readonly #asOf: string;
  readonly #now: string;

  constructor(reply: Reply, href: string, asOf: string, now: string) {
    this.reply = reply;
    this.href = href;
    this.#asOf = asOf;
    this.#now = now;
  }

  /** The figure at a place of the answer. A sentence without its figure would be an empty claim, so a missing one is an error. */
  figure(pointer: string, unit: string): FoundFigure {
    const value = valueAt(this.reply, pointer);
    if (typeof value !== 'number' && typeof value !== 'string') throw new MissingFigure(this.href, pointer);
    return {
      value,
      unit,
      href: this.href,
      pointer,
      asOf: textAt(this.reply, '/asOf') ?? this.#asOf,
      knownAt: textAt(this.reply, '/knownAt') ?? this.#now,
      quality: qualityOf(this.reply, pointer, value),
    };
  }
}

export type FoundFigure = Omit<Figure, 'name' | 'text'>;

export class MissingFigure extends Error {
  constructor(href: string, pointer: string) {
    super(`${href} has no figure at ${pointer}`);
    this.name = 'MissingFigure';
  }
}

/** Writes the sentences of one section. */
export class Writer {
  readonly days: ReportingDays;
  readonly asOf: string;
  readonly statements: Statement[] = [];
  readonly notes: Note[] = [];
  readonly #questions: Questions;
  /** The caller's language, for figures that are names. */
  readonly language: Language;

  constructor(about: { asOf: string; days: ReportingDays; questions: Questions; language: Language }) {
    this.asOf = about.asOf;
    this.days = about.days;
    this.#questions = about.questions;
    this.language = about.language;
  }

  /** Calls a service. `asOf` is the day of its figures where the answer itself does not say. */
  ask<R extends AnyRoute>(route: R, input: CallOf<R>, asOf: string = this.asOf): Promise<Answer<ReplyOf<R>>> {
    return this.#questions.ask(route, input, asOf);
  }

  /** The same for what may not have been there yet on that day; undefined then. */
  async askIfThere<R extends AnyRoute>(route: R, input: CallOf<R>): Promise<Answer<ReplyOf<R>> | undefined> {
    try {
      return await this.ask(route, input);
    } catch (error) {
      if (error instanceof RemoteProblem && error.status === 404) return undefined;
      throw error;
    }
  }

  /** A sentence in the caller's language; each place `{name}` of the template shows the figure of that name, `{name:site|sites}` the form that goes with it. */
  say(id: string, template: Text, figures: Readonly<Record<string, FoundFigure>> = {}): void {
    const shown = Object.entries(figures).map(([name, figure]) => ({ name, ...figure, text: formatFigure(figure.value, figure.unit, this.language) }));
    const of = (member: 'text' | 'value') => Object.fromEntries(shown.map((figure) => [figure.name, figure[member]]));
    const text = fill(template, of('text'), of('value'))[this.language];
    this.statements.push({ id, text: asSentence(text), figures: shown });
  }

  /** A sentence that the other service already gives in the caller's language; said once, however often it is given. */
  quote(id: string, text: string): void {
    const sentence = asSentence(text);
    if (!this.statements.some((statement) => statement.text === sentence)) this.statements.push({ id, text: sentence, figures: [] });
  }

  /** Takes over the remarks of an answer, once each. */
  note(notes: readonly Note[] | undefined): void {
    for (const note of notes ?? []) if (!this.notes.some(({ text }) => text === note.text)) this.notes.push(note);
  }
}

/** Names and headings of other services become sentences here. */
function asSentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

function textAt(reply: unknown, pointer: string): string | undefined {
  const value = valueAt(reply, pointer);
  return typeof value === 'string' ? value : undefined;
}

/**
 * The quality of a figure: reported where the answer says beside it that a document states this very value, else that of
 * the innermost source or quality around it. Without a word on it, it was measured.
 */
function qualityOf(reply: unknown, pointer: string, value: number | string): Quality {
  if (valueAt(reply, `/reported${pointer}`) === value) return 'reported';
  for (const document of around(reply, pointer)) {
    const quality = Quality.safeParse(valueAt(document, '/source/quality') ?? valueAt(document, '/quality'));
    if (quality.success) return quality.data;
  }
  return 'measured';
}
