import type { QaIntegration } from '@csn/contracts';
import { Register } from '@csn/service-kit';

export type IntegrationContent = Omit<QaIntegration, 'system' | 'effectiveOn' | 'revision'>;

export const integrationRegister = new Register<'system', IntegrationContent>({
  name: 'qa_integration',
  key: 'system',
  members: ['name', 'state', 'testingPlanned', 'source'],
});
