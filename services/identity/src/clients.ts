import { type Region, type Scope, scopes } from '@csn/contracts';

/** A client of the embedded issuer, with the most that it can be given. */
export interface Client {
  readonly id: string;
  readonly secret: string;
  readonly scopes: readonly Scope[];
  readonly region: Region | 'national';
}

const allScopes = Object.keys(scopes) as Scope[];
const readScopes = allScopes.filter((scope) => scope.endsWith(':read'));

/** Everybody knows these secrets: the embedded issuer does not start in production. */
export const demoClients: readonly Client[] = [
  { id: 'demo-admin', secret: 'demo-admin-secret', scopes: allScopes, region: 'national' },
  { id: 'demo-reader', secret: 'demo-reader-secret', scopes: readScopes, region: 'national' },
  { id: 'demo-atlantic', secret: 'demo-atlantic-secret', scopes: allScopes.filter((scope) => scope !== 'briefings:publish'), region: 'atlantic' },
];

/** The client under which the services call each other: on their own they only read. */
export function servicesClient(id: string, secret: string): Client {
  return { id, secret, scopes: readScopes, region: 'national' };
}
