import { faultsOf } from './validation-faults.js';

it('says of a value that is not there that it is missing, and nothing else', () => {
  const constraints = { matches: 'from must not contain control characters', isString: 'from must be a text' };
  expect(faultsOf({ property: 'from', value: undefined, constraints })).toEqual(['from is missing']);
});

it('says of a value that is there what its rules say, null included', () => {
  const constraints = { isString: 'from must be a text' };
  expect(faultsOf({ property: 'from', value: null, constraints })).toEqual(['from must be a text']);
});

it('says of what nobody declared that it is not known', () => {
  const constraints = { whitelistValidation: 'property form should not exist' };
  expect(faultsOf({ property: 'form', value: undefined, constraints })).toEqual(['form is not known here']);
});

it('says nothing of a list of which only entries have faults', () => {
  expect(faultsOf({ property: 'lines', value: [] })).toEqual([]);
});
