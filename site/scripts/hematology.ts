import type HL7Standard from 'hl7-standard';

/**
 * This analyzer writes thousands per microliter without the power: `10^3/uL` arrives as `10*3/uL`
 * from newer firmware, and as `K/uL` from older. One spelling is enough.
 */
export default function mendUnits(message: HL7Standard): void {
  for (const obx of message.getSegments('OBX')) if (obx.get('OBX.6') === 'K/uL') obx.set('OBX.6', '10*3/uL');
}
