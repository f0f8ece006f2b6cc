import type { ServiceApp } from '@csn/service-kit';
import type { Tables } from '../tables.ts';
import { communicationRoutes } from './communications.ts';
import { consultationRoutes } from './consultations.ts';
import { postRoutes } from './posts.ts';
import { reductionRoutes } from './reduction.ts';
import { reviewRoutes } from './reviews.ts';

export function commissionaireRoutes(app: ServiceApp<Tables>): void {
  reviewRoutes(app);
  postRoutes(app);
  reductionRoutes(app);
  consultationRoutes(app);
  communicationRoutes(app);
}
