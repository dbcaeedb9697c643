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
  turbopack: { root },
  outputFileTracingRoot: root,
};
