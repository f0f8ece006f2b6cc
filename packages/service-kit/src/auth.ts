import { type Region, regionCodes, regionNames, type Scope, type Text } from '@csn/contracts';
import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { Problem } from './problem.ts';

/** Who calls: taken from the verified token alone. */
export class Caller {
  /** The client, as the journal names it. */
  readonly client: string;
  readonly scopes: ReadonlySet<string>;
  /** The region for which the caller acts; undefined: none, and every regional write is refused. */
  readonly region: Region | 'national' | undefined;

  constructor(client: string, scopes: Iterable<string>, region: Region | 'national' | undefined) {
    this.client = client;
    this.scopes = new Set(scopes);
    this.region = region;
  }

  /** @throws Problem insufficient-scope */
  mustHaveScope(scope: Scope): void {
    if (this.scopes.has(scope)) return;
    throw new Problem('insufficient-scope', { values: { scope }, headers: { 'www-authenticate': `Bearer error="insufficient_scope", scope="${scope}"` } });
  }

  /** A regional caller acts for its own region only; `null` is what concerns the whole country. */
  covers(region: Region | null): boolean {
    return this.region === 'national' || (region !== null && this.region === region);
  }

  /** @throws Problem outside-region */
  mustCover(region: Region | null): void {
    if (this.covers(region)) return;
    throw new Problem('outside-region', { values: this.placesBeside(region) });
  }

  /** For whom the caller acts and what a request concerns, as `outside-region` tells both. */
  placesBeside(region: Region | null): { callerRegion: Text; region: Text } {
    return { callerRegion: placeOf(this.region), region: placeOf(region) };
  }
}

function placeOf(region: Region | 'national' | null | undefined): Text {
  if (region === undefined) return { en: 'no region', fr: 'aucune région' };
  return region === null || region === 'national' ? { en: 'the whole country', fr: 'l’ensemble du pays' } : regionNames[region];
}

export interface TokenVerifier {
  /** The caller behind an Authorization header. @throws Problem authentication-required, invalid-token, service-unavailable */
  verify(authorization: string | undefined): Promise<Caller>;
}

interface VerifierOptions {
  readonly issuer: string;
  readonly audience: string;
  readonly keys: JWTVerifyGetKey;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

const skewSeconds = 60;
const cacheSize = 10_000;
const bearer = /^bearer ([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)$/i;

/**
 * Verifies access tokens (JWT, RS256, ES256 or EdDSA). A verified token's caller is kept until the token ends; the
 * cache's key is the whole token, since a shortened one would let a forged signature in.
 */
export function createTokenVerifier(options: VerifierOptions): TokenVerifier {
  const cache = new Map<string, { caller: Caller; until: number }>();
  const now = options.now ?? Date.now;
  return {
    async verify(authorization) {
      if (authorization === undefined) throw new Problem('authentication-required', { headers: { 'www-authenticate': 'Bearer' } });
      const token = bearer.exec(authorization)?.[1];
      if (!token) throw invalidToken();
      const kept = cache.get(token);
      if (kept) {
        if (kept.until > now()) return kept.caller;
        cache.delete(token);
        throw invalidToken();
      }
      const payload = await verifyToken(token, options, now);
      const caller = callerOf(payload);
      if (cache.size >= cacheSize) cache.delete(cache.keys().next().value ?? '');
      cache.set(token, { caller, until: ((payload.exp ?? 0) + skewSeconds) * 1000 });
      return caller;
    },
  };
}

async function verifyToken(token: string, options: VerifierOptions, now: () => number): Promise<JWTPayload> {
  try {
    const { payload, protectedHeader } = await jwtVerify(token, options.keys, {
      issuer: options.issuer,
      audience: options.audience,
      algorithms: ['RS256', 'ES256', 'EdDSA'],
      requiredClaims: ['iss', 'aud', 'exp'],
      clockTolerance: skewSeconds,
      currentDate: new Date(now()),
    });
    if (protectedHeader.typ !== undefined && !/^(application\/)?(at\+jwt|jwt)$/i.test(protectedHeader.typ)) throw invalidToken();
    // jose compares a list of issuers member by member; an issuer is one text.
    if (typeof payload.iss !== 'string') throw invalidToken();
    return payload;
  } catch (error) {
    throw error instanceof Problem ? error : invalidToken(error);
  }
}

function invalidToken(cause?: unknown): Problem {
  return new Problem('invalid-token', { headers: { 'www-authenticate': 'Bearer error="invalid_token"' }, cause });
}

function callerOf(payload: JWTPayload): Caller {
  const text = (claim: unknown): string | undefined => (typeof claim === 'string' && claim ? claim : undefined);
  const region = payload.region;
  return new Caller(
    text(payload.client_id) ?? text(payload.azp) ?? text(payload.sub) ?? 'unknown',
    [...scopesIn(payload.scope), ...scopesIn(payload.scp)],
    region === 'national' ? 'national' : regionCodes.find((code) => code === region),
  );
}

function scopesIn(claim: unknown): string[] {
  if (typeof claim === 'string') return claim.split(' ').filter(Boolean);
  return Array.isArray(claim) ? claim.filter((scope) => typeof scope === 'string') : [];
}

const refreshEvery = 10 * 60_000;

/**
 * The issuer's keys. An unknown `kid` fetches them again, with a cool-down; beside that they are refreshed in the
 * background, so that keys once known stay good while the issuer is away.
 */
export function remoteKeys(jwksUrl: () => Promise<string>, options: { cooldownMs?: number } = {}): { keys: JWTVerifyGetKey; stop: () => void } {
  const { cooldownMs = 10_000 } = options;
  let remote: Promise<ReturnType<typeof createRemoteJWKSet>> | undefined;
  const load = (): Promise<ReturnType<typeof createRemoteJWKSet>> => {
    remote ??= jwksUrl().then((url) => createRemoteJWKSet(new URL(url), { cooldownDuration: cooldownMs, cacheMaxAge: Infinity, timeoutDuration: 5000 }));
    remote.catch(() => (remote = undefined));
    return remote;
  };
  const timer = setInterval(() => {
    void load()
      .then((set) => set.reload())
      .catch(() => undefined); // the keys known so far stay
  }, refreshEvery);
  timer.unref();
  const keys: JWTVerifyGetKey = async (header, token) => {
    try {
      return await (
        await load()
      )(header, token);
    } catch (error) {
      if (saysNo(error)) throw error;
      throw new Problem('service-unavailable', { headers: { 'retry-after': '5' }, cause: error });
    }
  };
  return { keys, stop: () => clearInterval(timer) };
}

/** The issuer's keys were there and none is the token's; any other error means that nothing can be said of the token. */
function saysNo(error: unknown): boolean {
  return error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys || error instanceof errors.JOSENotSupported;
}

/** The address of the issuer's keys or token endpoint, by discovery (OpenID Connect Discovery 1.0, RFC 8414). */
export async function discover(issuer: string, member: 'jwks_uri' | 'token_endpoint'): Promise<string> {
  for (const path of ['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server']) {
    const response = await fetch(issuer.replace(/\/$/, '') + path, { signal: AbortSignal.timeout(5000), redirect: 'error' });
    if (!response.ok) continue;
    const metadata: unknown = await response.json();
    if (typeof metadata === 'object' && metadata !== null && member in metadata) {
      const address = (metadata as Record<string, unknown>)[member];
      if (typeof address === 'string') return address;
    }
  }
  throw new TypeError('fetch failed', { cause: new Error(`discovery at the issuer gives no ${member}`) });
}
