/** An exact integer of JSON: a number where one holds it, else all its digits. */
export function exact(value: bigint | string): number | bigint {
  const whole = BigInt(value);
  const number = Number(whole);
  return Number.isSafeInteger(number) ? number : whole;
}
