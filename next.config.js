import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(fileURLToPath(import.meta.url));

/** @type {import('next').NextConfig} */
export default {
  poweredByHeader: false,
  reactStrictMode: true,
  // Pages are opened under both names of this machine in development.
  allowedDevOrigins: ['localhost', '127.0.0.1'],
  // Pictures are small WebP files that the master serves from disk.
  images: { unoptimized: true },
  // They hold connections or load files by name: required at run time, never bundled.
  serverExternalPackages: ['pg', '@prisma/client', '@prisma/adapter-pg', 'better-auth', 'memjs'],
  // Types are checked with the tests (`npm test`). A first start need not wait for a check that a
  // visitor can do nothing about, and that takes in the tests' own files.
  typescript: { ignoreBuildErrors: true },
  turbopack: { root },
  outputFileTracingRoot: root,
};
