/** A number of a member that is written with a fraction, an exponent or as -0; also finds some texts, which does no harm. */
const notPlain = /:\s*(?:-0|-?\d+[.eE])/;

/**
 * Counts are written in plain digits: `7.0`, `7e0` and `-0` are refused, though JSON reads them as whole numbers. Where
 * the text has such a number it is read once more, and what is not plain becomes null, which no rule accepts.
 */
export function withNumbersAsWritten<Body>(body: Body, json: string): Body {
  if (!notPlain.test(json)) return body;
  return parseWithSource(json, (_, value, { source }) => (typeof value === 'number' && !/^\d+$/.test(source ?? '') ? null : value)) as Body;
}

type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown;
/** JSON.parse with the text of each value (ES2026), which the compiler's library does not know yet. */
const parseWithSource = JSON.parse as (text: string, reviver: Reviver) => unknown;
