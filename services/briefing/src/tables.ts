import type { Edition } from '@csn/contracts';
import type { JWK } from 'jose';

export interface Tables {
  edition: Omit<Edition, 'content'> & { number: number; content: string };
  signingKey: { kid: string; privateKey: JWK; publicKey: JWK; createdAt: string };
}
