import type { TestAnswer, TestClient, TestService } from '@csn/testing';
import type { Tables } from '../../src/tables.ts';
import { begin, type Import, importRows, type Outcome, type Row } from './import.ts';
import { mustEqual, mustMatch } from './must.ts';
import { compareHistory, compareList, compareSite, instantOf, type Told } from './read-back.ts';
import { bodyOf, contentTypes } from './list-body.ts';
import { type Content, copyOf, type Model, type Patch, patched, readingOf, revisionOf } from './model.ts';
import {
  change,
  changeState,
  override,
  ownSource,
  placeFaults,
  type Refusal,
  regionFaults,
  type Result,
  servicesFaults,
  succeed,
  type Write,
} from './rules.ts';
import { kinds, type Letter, letters, type Sequence, type Sketch, type SketchedRow, type Step, type StepOf } from './sequences.ts';
import { todayAt, todayIn } from './today.ts';

/** What the sequences did, so that a test can tell that it tested something. */
export interface Tally {
  readonly steps: Record<string, number>;
  readings: number;
}

/** One sequence: each step is done by the service and by the model, then both are read. Sites of other rounds lie elsewhere. */
export class Round {
  readonly #service: TestService<Tables>;
  readonly #number: number;
  readonly #tally: Tally;
  #model: Model = new Map();
  #reason = 0;

  constructor(service: TestService<Tables>, number: number, tally: Tally) {
    this.#service = service;
    this.#number = number;
    this.#tally = tally;
  }

  async play({ beginning, steps, sites, lists }: Sequence): Promise<void> {
    // The last ones are of sites that have begun already.
    const begun = beginning.sites.map((site, index) => ({ ...site, letter: letters[index % letters.length]!, hasReason: false, isFaulty: false }));
    if (beginning.isList)
      await this.#do({ type: 'ndjson', rows: begun, client: 'demo-admin', onError: 'skip-rows', isDry: false, hasDocument: false, hasReason: true });
    else for (const site of begun) await this.#do({ type: 'create', client: 'demo-admin', ...site });
    for (const step of steps) await this.#do(step);
    const read = (path: string) => this.#send('demo-reader', 'GET', path);
    const models = { model: this.#model, instants: this.#instants(), place: this.#place, idOf: (letter: Letter) => this.#idOf(letter) };
    await Promise.all([
      ...[...this.#model.values()].map((site) => compareHistory(read, site)),
      ...sites.map((reading) => compareSite(read, models, reading)),
      ...lists.map((reading) => compareList(read, models, reading)),
    ]);
    this.#tally.readings += this.#model.size + sites.length + lists.length;
  }

  async #do(step: Step): Promise<void> {
    if (step.type === 'create') await this.#create(step);
    else if (step.type === 'csv' || step.type === 'ndjson') await this.#import(step);
    else if (step.type === 'override') await this.#override(step);
    else await this.#change(step);
  }

  async #create({ letter, sketch, day, client }: StepOf<'create'>): Promise<void> {
    const siteId = this.#idOf(letter);
    const values = { ...this.#patchOf(sketch), kind: kinds[letter] };
    const effectiveOn = day ?? todayIn(values.timeZone);
    const own = { source: ownSource(client, effectiveOn), illustrativeMembers: [] };
    const content = { ...patched({} as Content, values), hours: [], state: 'planned', successor: null, ...own } as Content;
    const refusals = [...regionFaults(client, undefined, effectiveOn, content.region), ...placeFaults(content)];
    if (this.#model.has(siteId)) refusals.push({ status: 409, code: 'duplicate-site' });
    const write = { day: effectiveOn, actor: client, reason: null };
    if (!refusals.length) begin(this.#model, siteId, content, write);

    const { kind, name, region, province, address, location, timeZone, languages, services, accessibility } = content;
    const body = { siteId, kind, name, region, province, address, location, timeZone, languages, services, accessibility, effectiveOn: day };
    const answer = await this.#send(client, 'POST', '/v1/sites', body);
    this.#compareWrite('create', answer, siteId, effectiveOn, refusals.length ? { refusals } : { isChanged: true });
  }

  async #change(step: StepOf<'patch'> | StepOf<'status'> | StepOf<'succession'>): Promise<void> {
    const { letter, day, client, ifMatch } = step;
    const siteId = this.#idOf(letter);
    const site = this.#model.get(siteId);
    const reason = this.#nextReason();
    const effectiveOn = day ?? (site ? todayAt(site) : todayIn());
    const write: Write = { day: effectiveOn, actor: client, reason };
    const patch = step.type === 'patch' ? this.#patchOf(step.sketch) : {};
    const tag = await this.#tagOf(siteId);
    const headers: Record<string, string> = {
      any: { 'if-match': '*' },
      present: { 'if-match': tag },
      stale: { 'if-match': tag.replace(/\d+/, (revision) => String(Number(revision) + 1)) },
      none: {},
    }[ifMatch];
    const into = step.type === 'succession' ? (step.into ? this.#idOf(step.into) : 'NOWHERE') : '';

    let expected: Result;
    const early: Refusal[] = site ? regionFaults(client, site, effectiveOn, patch.region) : [{ status: 404, code: 'not-found' }];
    if (ifMatch === 'none') early.push({ status: 428, code: 'precondition-required' });
    if (ifMatch === 'stale') early.push({ status: 412, code: 'precondition-failed' });
    if (!site || early.length) expected = { refusals: early };
    else if (step.type === 'status') expected = changeState(this.#model, site, step.state, write);
    else if (step.type === 'succession') expected = succeed(this.#model, site, into, write);
    else {
      const against = servicesFaults(site, effectiveOn, patch.services);
      expected = against.length ? { refusals: against } : change(this.#model, site, patch, write);
    }

    const common = { effectiveOn: day, reason };
    const answer =
      step.type === 'patch'
        ? await this.#send(client, 'PATCH', `/v1/sites/${siteId}`, { ...patch, ...common }, headers)
        : step.type === 'status'
          ? await this.#send(client, 'POST', `/v1/sites/${siteId}/status-changes`, { state: step.state, ...common }, headers)
          : await this.#send(client, 'POST', `/v1/sites/${siteId}/successions`, { into, ...common }, headers);
    this.#compareWrite(step.type, answer, siteId, effectiveOn, expected);
  }

  /** A first decision needs no precondition; what it does to the site is read back at the end. */
  async #override({ letter, decision, day, client, ifMatch }: StepOf<'override'>): Promise<void> {
    const siteId = this.#idOf(letter);
    const site = this.#model.get(siteId);
    const reason = this.#nextReason();
    const effectiveOn = day ?? (site ? todayAt(site) : todayIn());
    const early: Refusal[] = site ? regionFaults(client, site, effectiveOn) : [{ status: 404, code: 'not-found' }];
    if (site?.decisions.length && ifMatch === 'none') early.push({ status: 428, code: 'precondition-required' });
    if (site?.decisions.length && ifMatch === 'stale') early.push({ status: 412, code: 'precondition-failed' });
    const expected = site && !early.length ? override(site, decision, { day: effectiveOn, actor: client, reason }) : { refusals: early };

    const headers: Record<string, string> = ifMatch === 'none' ? {} : { 'if-match': ifMatch === 'stale' ? '"0.stale"' : '*' };
    const answer = await this.#send(client, 'PUT', `/v1/outreach/passport-extension/${siteId}`, { decision, effectiveOn: day, reason }, headers);
    if ('refusals' in expected) {
      this.#compareRefusal('override', answer, expected.refusals);
      return;
    }
    this.#count(`override ${expected.isChanged ? 'done' : 'without effect'}`);
    if (answer.status >= 300) throw new Error(`override of ${siteId} on ${effectiveOn}: ${answer.text}`);
    const { state, knownAt } = answer.json() as { state: string; knownAt: string };
    mustEqual(state, decision);
    this.#stamp(instantOf(knownAt), '');
  }

  /** Refused with the earliest of the reasons, or done as the model says. */
  #compareWrite(type: string, answer: TestAnswer<unknown>, siteId: string, on: string, expected: Result): void {
    if ('refusals' in expected) {
      this.#compareRefusal(type, answer, expected.refusals);
      return;
    }
    this.#count(`${type} ${expected.isChanged ? 'done' : 'without effect'}`);
    if (answer.status >= 300) throw new Error(`${type} of ${siteId} on ${on}: ${answer.text}`);
    const told = answer.json() as Told;
    const recordedAt = instantOf(told.knownAt);
    const last = Math.max(
      ...this.#model
        .get(siteId)!
        .sayings.map((saying) => saying.recordedAt)
        .filter((instant) => !Number.isNaN(instant)),
    );
    if (expected.isChanged) this.#stamp(recordedAt, '');
    else mustEqual(recordedAt, last);
    mustEqual(told, { ...readingOf(this.#model, siteId, on, recordedAt), asOf: on, knownAt: told.knownAt });
    mustEqual(answer.headers.etag?.split('.', 1)[0], `"${revisionOf(this.#model.get(siteId)!)}`);
  }

  #compareRefusal(type: string, answer: TestAnswer<unknown>, refusals: readonly Refusal[]): void {
    const order = [404, 403, 428, 412, 409, 422];
    const status = order.find((early) => refusals.some((refusal) => refusal.status === early));
    const codes = refusals.filter((refusal) => refusal.status === status).map(({ code }) => code);
    const { status: told, code } = answer.status < 400 ? { status: answer.status, code: `done: ${answer.text}` } : answer.problem();
    mustEqual({ status: told, code }, { status, code: codes.includes(code) ? code : codes.join(' or ') });
    this.#count(`${type} ${code}`);
  }

  async #import({ type, rows: sketched, client, onError, isDry, hasDocument, hasReason }: StepOf<'csv'> | StepOf<'ndjson'>): Promise<void> {
    const rows = sketched.map((row, index) => ({ ...this.#rowOf(row), line: index + (type === 'csv' ? 2 : 1) }));
    const faulty = rows.filter((_row, index) => sketched[index]!.isFaulty);
    const reason = hasReason ? this.#nextReason() : undefined;
    const source = hasDocument ? { document: 'Office finder', asOf: '2024-02-06', quality: 'reported' } : undefined;
    const given: Import = { client, ...(source && { source }), ...(reason !== undefined && { reason }) };
    const trial = new Map([...this.#model].map(([id, site]) => [id, copyOf(site)]));
    const outcomes: Outcome[] = [
      ...faulty.map(({ line, siteId }) => ({ line, siteId, outcome: 'rejected' as const, codes: ['too-large'] })),
      ...importRows(
        trial,
        rows.filter((row) => !faulty.includes(row)),
        given,
      ),
    ].toSorted((a, b) => a.line - b.line);
    const rejected = outcomes.filter((one) => one.outcome === 'rejected');
    const isRefused = onError === 'reject' && rejected.length > 0;
    if (!isRefused && !isDry) this.#model = trial;

    const query = {
      onError,
      dryRun: String(isDry),
      ...(source && { document: source.document, sourceAsOf: source.asOf, quality: source.quality }),
      ...(reason !== undefined && { reason }),
    };
    const url = `/v1/sites/imports?${new URLSearchParams(query).toString()}`;
    const body = bodyOf(type, rows, faulty);
    const answer = await this.#service.as(client).send({ method: 'POST', url, headers: { 'content-type': contentTypes[type] }, body });

    const counts = {
      received: rows.length,
      ...Object.fromEntries(
        (['new', 'changed', 'unchanged', 'rejected'] as const).map((name) => [name, outcomes.filter(({ outcome }) => outcome === name).length]),
      ),
    };
    if (isRefused) {
      const isOutside = rejected.some(({ codes }) => codes.includes('outside-region'));
      this.#compareRefusal(type, answer, [isOutside ? { status: 403, code: 'outside-region' } : { status: 422, code: 'import-rejected' }]);
      if (!isOutside) mustMatch(answer.problem(), counts);
      if (!isOutside) this.#compareFaults(answer.problem().errors ?? [], rejected);
      return;
    }
    this.#count(`${type} ${isDry ? 'dry' : 'done'}`);
    if (answer.status >= 300) throw new Error(`${type}: ${answer.text}`);
    const report = answer.json() as { importId: string | null; recordedAt: string | null; errors: { line?: number; code: string }[] };
    mustMatch([answer.status, report], [isDry ? 200 : 201, { ...counts, source: source ?? null }]);
    this.#compareFaults(report.errors, rejected);
    if (isDry) {
      mustMatch(report, { importId: null, recordedAt: null });
      return;
    }
    this.#stamp(instantOf(report.recordedAt!), `Import ${report.importId}`);
    const told = (await this.#send('demo-admin', 'GET', `/v1/sites/imports/${report.importId}/rows?limit=500`)).json();
    mustEqual(told, { items: outcomes.filter(({ outcome }) => outcome !== 'rejected'), nextCursor: null });
  }

  #compareFaults(told: readonly { line?: number; code: string }[], rejected: readonly (Outcome & { outcome: 'rejected' })[]): void {
    mustEqual(
      [...new Set(told.map(({ line }) => line))],
      rejected.map(({ line }) => line),
    );
    for (const { line, code } of told) {
      const codes = rejected.find((one) => one.line === line)!.codes;
      mustEqual(code, codes.includes(code) ? code : codes.join(' or '));
    }
  }

  /** Of a site that there is; its history has one also where the site begins later. */
  async #tagOf(siteId: string): Promise<string> {
    const { headers } = await this.#send('demo-reader', 'GET', `/v1/sites/${siteId}/history?limit=500`);
    return headers.etag ?? '"1"';
  }

  async #send(client: TestClient, method: string, url: string, body?: object, headers: Readonly<Record<string, string>> = {}): Promise<TestAnswer<unknown>> {
    return this.#service.as(client).send({
      method,
      url,
      headers: { ...(body && { 'content-type': 'application/json' }), ...headers },
      ...(body && { body: JSON.stringify(body) }),
    });
  }

  /** When what was said last has been recorded, and for an import without a reason also why. */
  #stamp(recordedAt: number, reason: string): void {
    const sayings = [...this.#model.values()].flatMap((site) => site.sayings);
    const before = Math.max(0, ...this.#instants());
    for (const saying of sayings) {
      if (!Number.isNaN(saying.recordedAt)) continue;
      mustEqual(recordedAt > before, true);
      saying.recordedAt = recordedAt;
      saying.reason = saying.reason === undefined ? reason : saying.reason;
    }
  }

  #instants(): number[] {
    const all = [...this.#model.values()].flatMap(({ sayings }) => sayings.map(({ recordedAt }) => recordedAt));
    return [...new Set(all)].filter((instant) => !Number.isNaN(instant)).toSorted((a, b) => a - b);
  }

  #idOf(letter: Letter): string {
    return `R${this.#number}-${letter}`;
  }

  /** So far apart that no round sees the others' offices; all around the Bay of Fundy. */
  get #place(): { lat: number; lon: number } {
    return { lat: 44.1 + (this.#number % 8) * 0.5, lon: (-669 + Math.floor(this.#number / 8) * 3) / 10 };
  }

  #nextReason(): string {
    this.#reason += 1;
    return `Reason ${this.#reason}`;
  }

  #patchOf({ location, ...sketch }: Sketch): Patch {
    if (!location) return sketch;
    const { step, isAbroad, precision } = location;
    const { lat, lon } = this.#place;
    const point = step === undefined ? {} : { lat: Math.round((lat + step) * 100) / 100, lon: isAbroad ? -lon : lon };
    return { ...sketch, location: { ...point, ...(precision !== undefined && { precision }) } };
  }

  #rowOf({ letter, sketch, state, day, hasReason }: SketchedRow): Omit<Row, 'line'> {
    return {
      siteId: this.#idOf(letter),
      patch: { ...this.#patchOf(sketch), kind: kinds[letter] },
      ...(state && { state }),
      ...(day !== undefined && { effectiveOn: day }),
      ...(hasReason && { reason: this.#nextReason() }),
    };
  }

  #count(what: string): void {
    this.#tally.steps[what] = (this.#tally.steps[what] ?? 0) + 1;
  }
}
