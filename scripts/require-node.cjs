// Loaded before anything else, by whatever Node there is: written so that the oldest one reads it.
var parts = process.versions.node.split('.');
var major = Number(parts[0]);
var minor = Number(parts[1]);
if (major < 20 || (major === 20 && minor < 9)) {
  console.error(
    'lotcast: Node ' +
      process.versions.node +
      ' is too old: install Node 20.9 or newer (https://nodejs.org).',
  );
  process.exit(1);
}
