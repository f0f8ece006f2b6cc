import { type AnyRoute, catalog, type ServiceName } from '@csn/contracts';
import { expect } from '@jest/globals';

/** A good call of an operation, on the data of LOAD=all, and what its answer must say. */
export interface Call {
  readonly path: string;
  readonly body?: unknown;
  /** Of a body that is not JSON. */
  readonly type?: string;
  /** Of a body that is packed. */
  readonly coding?: 'gzip';
  /** Where the ETag is read that If-Match sends. */
  readonly tagOf?: string;
  readonly says: object;
}

/** The route that a call is meant for. A call that is not of its operation would prove nothing of it. */
export function routeOf(service: ServiceName, operationId: string, { path }: Call): AnyRoute {
  const operation = catalog[service].operations.find((one) => one.operationId === operationId);
  if (!operation) throw new Error(`the catalogue has no operation ${operationId}`);
  expect(path).toMatch(new RegExp(`^${operation.route.path.replaceAll(/\{\w+\}/g, '[^/?]+')}(\\?|$)`));
  return operation.route;
}
