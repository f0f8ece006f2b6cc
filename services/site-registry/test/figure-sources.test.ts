import { readClinicSummary, readCommissionaireSummary, readNetworkSummary, readReactivation } from '@csn/contracts';
import { frozenClock } from '@csn/service-kit';
import { expect, test } from '@jest/globals';
import { startService } from './start.ts';

test('no figure has a source of a day to come: today in Toronto at most', async () => {
  // In Toronto it is still the evening of the 9th.
  await using service = await startService({ clock: frozenClock('2024-03-10T03:00:00Z') });
  const admin = service.as('demo-admin');
  const daysOn = async (day: string) => {
    const clinics = (await admin.call(readClinicSummary, { query: { from: '2024-01-01', to: day } })).json();
    const network = (await admin.call(readNetworkSummary, { query: { asOf: day } })).json();
    const reactivation = (await admin.call(readReactivation, { query: { asOf: day } })).json();
    const posts = (await admin.call(readCommissionaireSummary, { query: { asOf: day } })).json();
    expect([clinics.to, network.asOf, reactivation.asOf, posts.asOf]).toEqual([day, day, day, day]);
    const sources = [clinics, network, network.byRegion[0], reactivation, reactivation.byRegion[3], posts.byRegion[0]];
    return [...new Set(sources.map((figure) => figure?.source?.asOf))];
  };

  expect(await daysOn('2024-03-08')).toEqual(['2024-03-08']);
  expect(await daysOn('2024-03-09')).toEqual(['2024-03-09']);
  expect(await daysOn('2024-03-10')).toEqual(['2024-03-09']);
  expect(await daysOn('2999-12-31')).toEqual(['2024-03-09']);
});
