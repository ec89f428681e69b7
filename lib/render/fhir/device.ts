import type { Device, Reference } from '@medplum/fhirtypes';
import { digestOf } from '../../model/identity.ts';
import { ownIdentifier, type RenderContext } from './render-context.ts';
import { cleanText } from './text.ts';

/** OBX-18: the instrument, its module, its serial number, as the sender names them. */
export function deviceReference(
  equipment: readonly string[],
  context: RenderContext,
): Reference<Device> | undefined {
  const names = equipment.flatMap((name) => cleanText(name) ?? []);
  const [name] = names;
  if (name === undefined) return undefined;
  const key = digestOf(JSON.stringify(names));
  const reference = context.entries.update<Device>(key, {
    resourceType: 'Device',
    identifier: [ownIdentifier('device', key, context)],
    deviceName: names.map((one, index) => ({
      name: one,
      type: index === 0 ? 'user-friendly-name' : 'other',
    })),
  });
  return { ...reference, display: names.join(' / ') };
}
