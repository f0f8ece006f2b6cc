import { createHash } from 'node:crypto';
import type { Province } from '@csn/contracts';

/** One clinic a place and day: its code says which, so recording it twice meets the primary key. */
export function clinicIdOf({ heldOn, province, place }: { heldOn: string; province: Province; place: string }): string {
  return [heldOn, province.toLowerCase(), ...wordsOf(place)].join('-');
}

/** The words of a place without their accents. Where it has letters, but none from a to z, as in syllabics, a digest of them stands for it. */
function wordsOf(place: string): readonly string[] {
  const plain = place.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
  const words = plain.match(/[a-z0-9]+/g) ?? [];
  const isLatin = /[a-z]/.test(plain) || plain.replaceAll(/[^\p{L}\p{N}]/gu, '') === words.join('');
  return isLatin ? words : [digestOf(place)];
}

/** However the place is spaced or capitalized; marks count, since in other scripts they may be vowels. */
function digestOf(place: string): string {
  const letters = place
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}]/gu, '');
  return createHash('sha256').update(letters, 'utf8').digest('hex').slice(0, 16);
}
