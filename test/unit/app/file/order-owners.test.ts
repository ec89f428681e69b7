import { expect, test } from '@jest/globals';
import { aMemoryCloud } from '../../../support/memory-cloud.ts';
import { msh, obr, obx, pid, segment, toMessage } from '../../../support/messages.ts';

const ADA = { 3: 'A1^^^RIVERSIDE^MR', 5: 'Lind^Ada', 7: '19700101' };
const BO = { 3: 'B1^^^RIVERSIDE^MR', 5: 'Berg^Bo', 7: '19550505' };

const order = (patient: Record<number, string>, numbers: Record<number, string>) =>
  toMessage(
    msh({ 7: '20260210080000', 9: 'OML^O21', 10: 'ORDER' }),
    pid(patient),
    segment('ORC', { 1: 'NW', ...numbers }),
    obr({ ...numbers, 25: '' }),
  );

const result = (numbers: Record<number, string>) =>
  toMessage(msh({ 7: '20260210090000', 10: 'RESULT' }), pid(ADA), obr(numbers), obx());

const registration = (patient: Record<number, string>) =>
  toMessage(
    msh({ 7: '20260210070000', 9: 'ADT^A04', 10: 'ADT' }),
    segment('EVN', { 1: 'A04', 2: '20260210070000' }),
    pid(patient),
  );

async function heldAfter(...messages: readonly Uint8Array[]): Promise<unknown> {
  const cloud = aMemoryCloud();
  for (const bytes of messages.slice(0, -1)) await cloud.run(bytes);
  const [last = new Uint8Array()] = messages.slice(-1);
  return (await cloud.run(last))?.ledger?.held;
}

const NUMBERS = { 2: 'P1', 3: 'F1' };

test('an order that spells the assigner in another case is of the same patient', async () => {
  const spelled = { ...ADA, 3: 'A1^^^Riverside^MR', 7: '' };
  expect(await heldAfter(order(spelled, NUMBERS), result(NUMBERS))).toEqual({});
});

test('an order under a further number of the patient is of the same patient once registration joined them', async () => {
  const further = { ...ADA, 3: '77^^^HOSP^PI' };
  const joined = { ...ADA, 3: `${ADA[3]}~${further[3]}` };
  expect(await heldAfter(order(further, NUMBERS), result(NUMBERS))).toEqual({ 'patient-mismatch': 1 });
  expect(await heldAfter(registration(joined), order(further, NUMBERS), result(NUMBERS))).toEqual({});
});

test('a further number that an order gives to another name or birth date joins nobody', async () => {
  const joined = { ...ADA, 3: `${ADA[3]}~77^^^HOSP^PI` };
  for (const said of [{ 5: 'Berg^Bo' }, { 7: '19550505' }])
    expect(
      await heldAfter(
        registration(joined),
        order({ ...ADA, 3: '77^^^HOSP^PI', ...said }, NUMBERS),
        result(NUMBERS),
      ),
    ).toEqual({ 'patient-mismatch': 1 });
});

test('an order of another patient with another filler number contradicts nothing by its placer number', async () => {
  expect(await heldAfter(order(BO, { 2: 'P1', 3: 'F2' }), result(NUMBERS))).toEqual({});
});

test.each([
  ['without a filler number', { 2: 'P1', 3: '' }],
  ['with the same filler number', { 2: 'P2', 3: 'F1' }],
  ['with the filler number in another spelling', { 2: 'P1', 3: 'f1' }],
])('an order of another patient %s contradicts the result', async (_, numbers) => {
  expect(await heldAfter(order(BO, numbers), result(NUMBERS))).toEqual({ 'patient-mismatch': 1 });
});

test.each([
  { name: 'a newborn', ordered: { 5: 'Lind^Newborn', 7: '20260210' }, held: { 'patient-mismatch': 1 } },
  { name: 'an undated newborn', ordered: { 5: 'Lind^Newborn', 7: '' }, held: { 'patient-mismatch': 1 } },
  { name: 'a stranger', ordered: { 5: 'Berg^Bo', 7: '19550505' }, held: { 'patient-mismatch': 1 } },
  { name: 'a maiden name', ordered: { 5: 'Berg^Ada' }, held: {} },
  { name: 'a placeholder', ordered: { 5: 'DOE^JANE', 7: '19000101' }, held: {} },
])('an order that describes $name under the number of the result', async ({ ordered, held }) => {
  expect(await heldAfter(order({ ...ADA, ...ordered }, NUMBERS), result(NUMBERS))).toEqual(held);
});

test('an order that describes somebody else contradicts no result of a registered patient', async () => {
  const newborn = { ...ADA, 5: 'Lind^Newborn', 7: '20260210' };
  expect(await heldAfter(registration(ADA), order(newborn, NUMBERS), result(NUMBERS))).toEqual({});
});
