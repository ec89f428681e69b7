/** This software, as messages name it (SFT). A test compares the version with package.json. */
export const product = { name: 'Labwire', version: '0.1.0' } as const;
