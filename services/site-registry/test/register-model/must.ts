import { expect } from '@jest/globals';

export function mustEqual(told: unknown, expected: unknown): void {
  expect(told).toEqual(expected);
}

/** `told` may have more members. */
export function mustMatch(told: object, expected: object): void {
  expect(told).toMatchObject(expected);
}
