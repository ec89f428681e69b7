import { expect, test } from '@jest/globals';
import { msh, obr, obx, pid, segment, toMessage } from '../../../support/messages.ts';
import { onlyPart } from '../../../support/normalized.ts';

type Fields = Readonly<Record<number, string>>;

const read = (order: Fields, common: Fields = {}) =>
  onlyPart(toMessage(msh(), pid(), segment('ORC', { 1: 'RE', ...common }), obr(order), obx()));

test('an order names its facility, whom to call, who gets a copy and why it was placed', () => {
  expect(
    read(
      { 17: '^PRN^PH^^^555^0142', 28: '61^Lind^Ines~62^Hale^Jo', 31: 'R05^Cough^I10~R06^Wheeze^I10' },
      {
        21: 'Hillside Clinic^L^^^^NPI^XX^^^77',
        22: '4 Hill Rd^^Rome^NY^13440',
        23: '555-0123~^NET^Internet^desk@hillside.example',
        24: '3 Ward Rd^^Utica',
      },
    ),
  ).toMatchObject({
    callBackPhones: ['555 0142'], // OBR-17
    copiesTo: [{ family: 'Lind' }, { family: 'Hale' }], // OBR-28
    reasons: [{ codings: [{ code: 'R05' }] }, { codings: [{ code: 'R06' }] }], // OBR-31
    orderingFacility: {
      name: 'Hillside Clinic', // ORC-21
      id: { value: '77', scope: 'NPI' },
      address: { lines: ['4 Hill Rd'], city: 'Rome' }, // ORC-22
      phones: ['555-0123', 'desk@hillside.example'], // ORC-23
    },
    orderingProviderAddress: { lines: ['3 Ward Rd'], city: 'Utica' }, // ORC-24
  });
});

test('those who took part are in the order of their fields', () => {
  const { staff } = read({
    32: '51&Lind&Ines',
    33: '52&Hale&Jo~53&Reed&Max',
    34: 'Shields, Sharon',
    35: '55^Vance^Lou',
  });
  expect(staff?.map(({ role, person: { id, family } }) => [role, id?.value, family])).toEqual([
    ['principal-interpreter', '51', 'Lind'], // OBR-32
    ['assistant-interpreter', '52', 'Hale'], // OBR-33
    ['assistant-interpreter', '53', 'Reed'],
    ['technician', undefined, 'Shields, Sharon'], // OBR-34
    ['transcriptionist', '55', 'Vance'], // OBR-35
  ]);
});

test('the numbers of OBR-17 and of ORC-14 are called, each once', () => {
  expect(read({ 17: '555-0142' }, { 14: '555-0199' }).callBackPhones).toEqual(['555-0142', '555-0199']);
  expect(read({ 17: '(212)555-0142' }, { 14: '^WPN^PH^^^212^5550142' }).callBackPhones).toEqual([
    '(212)555-0142',
  ]);
  // the extension belongs to the number (XTN-8)
  expect(read({ 17: '^WPN^PH^^1^212^5550142^22' }).callBackPhones).toEqual(['1 212 5550142 x22']);
  expect(read({}, { 14: '555-0199' }).callBackPhones).toEqual(['555-0199']);
});

test('a facility may have a telephone number alone', () => {
  expect(read({}, { 23: '555-0123' }).orderingFacility).toMatchObject({ phones: ['555-0123'] });
});

test('an order that states none of it has no such parts', () => {
  const part = read({});
  for (const name of [
    'orderingFacility',
    'orderingProviderAddress',
    'callBackPhones',
    'copiesTo',
    'reasons',
    'staff',
  ])
    expect(part).not.toHaveProperty(name);
});
