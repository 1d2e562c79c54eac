/** Failure codes by what they mean, newest superset. Source: wire.md 4.4. */
const QUOTA_CODES: ReadonlySet<string> = new Set([
  'insufficient_quota',
  'credit_balance_exhausted',
  'organization_spend_limit_exceeded',
  'project_spend_limit_exceeded',
  'usage_limit_reached',
]);

/** True for codes that waiting cannot mend: an empty purse, or a plan that does not include the model. */
export const isQuotaCode = (code: string | undefined): boolean =>
  code !== undefined && (QUOTA_CODES.has(code) || code === 'usage_not_included');

/** True for codes of an exhausted budget, as against a plan that lacks the feature. */
export const isExhaustedCode = (code: string | undefined): boolean => code !== undefined && QUOTA_CODES.has(code);

/** Statuses that may be answered otherwise the next time: 408, 409, 425, 429 and every 5xx. */
export const isPassingStatus = (status: number): boolean => [408, 409, 425, 429].includes(status) || status >= 500;
