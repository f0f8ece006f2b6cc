import type { Province } from '@csn/contracts';

/** One clinic a place and day: its code says which, so recording it twice meets the primary key. */
export function clinicIdOf({ heldOn, province, place }: { heldOn: string; province: Province; place: string }): string {
  const words =
    place
      .normalize('NFD')
      .replaceAll(/\p{M}/gu, '')
      .toLowerCase()
      .match(/[a-z0-9]+/g) ?? [];
  return [heldOn, province.toLowerCase(), ...words].join('-');
}
