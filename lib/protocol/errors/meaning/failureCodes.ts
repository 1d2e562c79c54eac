/** The statuses of temporary failures: 408, 409, 425, 429 and every 5xx. */
export const isPassingStatus = (status: number): boolean => [408, 409, 425, 429].includes(status) || status >= 500;

const QUOTA: ReadonlySet<string> = new Set([
  'insufficient_quota',
  'credit_balance_exhausted',
  'organization_spend_limit_exceeded',
  'project_spend_limit_exceeded',
  'usage_limit_reached',
  'usage_not_included',
]);

/**
 * Returns true for codes that a retry cannot fix: no credit, an exhausted plan, or a plan that does not include the
 * model.
 */
export const isQuotaCode = (code: string | undefined): boolean => code !== undefined && QUOTA.has(code.toLowerCase());

/**
 * Failures of a WebSocket and not of the request: sending the complete request on a new connection can succeed.
 */
export type StaleCode = 'websocket_connection_limit_reached' | 'previous_response_not_found';

export const isStaleCode = (code: string | null | undefined): code is StaleCode =>
  code === 'websocket_connection_limit_reached' || code === 'previous_response_not_found';
