import { expect } from 'chai';
import { isQuotaCode } from '../../../../lib/protocol/errors/meaning/failureCodes.js';

const exhausted = [
  'insufficient_quota',
  'credit_balance_exhausted',
  'organization_spend_limit_exceeded',
  'project_spend_limit_exceeded',
];
const passing = ['rate_limit_exceeded', 'slow_down', 'server_is_overloaded', '', undefined];

describe('failureCodes', () => {
  for (const code of exhausted)
    it(`takes ${code} for an exhausted budget, which waiting cannot mend`, () => {
      expect(isQuotaCode(code)).to.equal(true);
    });

  it('takes usage_limit_reached for a plan that is used up, which waiting a little cannot mend', () => {
    expect(isQuotaCode('usage_limit_reached')).to.equal(true);
  });

  it('takes usage_not_included for a plan that lacks the feature, which waiting cannot mend either', () => {
    expect(isQuotaCode('usage_not_included')).to.equal(true);
  });

  for (const code of passing)
    it(`takes ${code === undefined ? 'no code' : `the code "${code}"`} for neither`, () => {
      expect(isQuotaCode(code)).to.equal(false);
    });
});
