import { type Fault, fill, type Language, type ProblemCode, type ProblemKind, problems } from '@csn/contracts';

interface ProblemOptions {
  /** Values for the places of the problem's detail. */
  readonly values?: Readonly<Record<string, unknown>>;
  readonly faults?: readonly Fault[];
  /** Where the fault of this kind of problem stands in this call, if it is elsewhere than in most. */
  readonly at?: Pick<Fault, 'in' | 'pointer'>;
  /** Answer headers that belong to the refusal, such as Allow or Retry-After. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Members beside those of RFC 9457 that the contract promises, such as the counts of a refused batch. */
  readonly members?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** A refusal that the caller understands: thrown anywhere, turned into RFC 9457 once, in the caller's language. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly options: ProblemOptions;

  constructor(code: ProblemCode, options: ProblemOptions = {}) {
    super(code, { cause: options.cause });
    this.name = 'Problem';
    this.code = code;
    this.options = options;
  }

  get kind(): ProblemKind {
    return problems[this.code];
  }

  /** What is wrong where: as it was thrown, else as its kind says. */
  get faults(): readonly Fault[] | undefined {
    const { faults, at, values } = this.options;
    const { fault } = this.kind;
    if (faults || !fault) return faults;
    return [{ ...fault, ...at, code: this.code, detail: fill(fault.detail, values) }];
  }
}

/** Of several problems that of the earliest status (409 before 422), with the faults of all. */
export function together(problems: readonly [Problem, ...Problem[]]): Problem {
  const first = problems.reduce((earliest, problem) => (problem.kind.status < earliest.kind.status ? problem : earliest));
  return problems.length === 1 ? first : new Problem(first.code, { ...first.options, faults: problems.flatMap(({ faults }) => faults ?? []) });
}

/** 400 with every fault at once. */
export function invalidRequest(faults: readonly Fault[]): Problem {
  return new Problem('invalid-request', { faults });
}

/** The problem document of RFC 9457. `type` is relative: it resolves on whichever address the caller used. */
export function problemDocument(problem: Problem, about: { language: Language; requestId: string; instance: string }): Record<string, unknown> {
  const { kind, code, options, faults } = problem;
  const { language } = about;
  return {
    type: `/problems/${code}`,
    title: kind.title[language],
    status: kind.status,
    detail: fill(kind.detail, options.values)[language],
    instance: about.instance,
    code,
    requestId: about.requestId,
    ...options.members,
    ...(faults && { errors: faults.map((fault) => ({ ...fault, detail: fault.detail[language] })) }),
  };
}
