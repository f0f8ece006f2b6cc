import { createLogger } from '@csn/service-kit';

/** Tests say what went wrong; the log of the code under test is heard only on demand. */
export const { log: quietLog } = createLogger('test', process.env.TEST_LOG_LEVEL ?? 'silent');
