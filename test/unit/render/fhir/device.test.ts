import { expect, test } from '@jest/globals';
import type { Device } from '@medplum/fhirtypes';
import { BundleEntries } from '../../../../lib/render/fhir/bundle-entries.ts';
import { deviceReference } from '../../../../lib/render/fhir/device.ts';

const newContext = () => ({
  base: 'https://lab.test',
  entries: new BundleEntries({ ids: 'server', tag: undefined }),
  tag: undefined,
});

function devicesOf(equipment: readonly string[]) {
  const context = newContext();
  const reference = deviceReference(equipment, context);
  return { reference, devices: context.entries.all.map(({ resource }) => resource as Device) };
}

test('the instrument has a name that people know; its module and serial number stand behind it', () => {
  const { reference, devices } = devicesOf(['CHEM1', 'MODULE2', 'SN3']);
  expect(devices).toEqual([
    {
      resourceType: 'Device',
      identifier: [{ system: 'https://lab.test/device', value: expect.stringMatching(/^[0-9a-f]{32}$/) }],
      deviceName: [
        { name: 'CHEM1', type: 'user-friendly-name' }, // OBX-18
        { name: 'MODULE2', type: 'other' },
        { name: 'SN3', type: 'other' },
      ],
    },
  ]);
  expect(reference?.display).toBe('CHEM1 / MODULE2 / SN3'); // Observation.device
  expect(reference?.reference).toMatch(/^urn:uuid:/);
});

test.each([[[]], [['']], [[' ', '\u0000']]])('%j names no instrument', (equipment) => {
  expect(devicesOf(equipment)).toEqual({ reference: undefined, devices: [] }); // OBX-18
});

test('names that say nothing are left out', () => {
  expect(devicesOf(['', 'CHEM1', '\u0001']).devices[0]?.deviceName).toEqual([
    { name: 'CHEM1', type: 'user-friendly-name' },
  ]);
});

test('the same names are the same device; other names, and others together, are another', () => {
  const keyOf = (names: readonly string[]) => devicesOf(names).devices[0]?.identifier?.[0]?.value;
  expect(keyOf(['A', 'B'])).toBe(keyOf([' A ', 'B']));
  expect(keyOf(['A', 'B'])).not.toBe(keyOf(['B', 'A']));
  expect(keyOf(['A', 'B'])).not.toBe(keyOf(['A B']));
  expect(keyOf(['A', 'B'])).not.toBe(keyOf(['A']));
});

test('the results of one instrument share one device', () => {
  const context = newContext();
  expect(deviceReference(['CHEM1'], context)).toEqual(deviceReference(['CHEM1'], context));
  expect(context.entries.all).toHaveLength(1);
});
