/* SPDX-License-Identifier: MIT */
#include "md4.h"

#include <string.h>

static guint32
rotate (guint32 value, int bits)
{
  return value << bits | value >> (32 - bits);
}

static guint32
mix (int round, guint32 x, guint32 y, guint32 z)
{
  if (round == 0)
    return (x & y) | (~x & z);
  return round == 1 ? (x & y) | (x & z) | (y & z) : x ^ y ^ z;
}

static void
add_block (guint32 state[4], const guint8 *block)
{
  static const guint8 order[3][16] = { { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 },
                                       { 0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15 },
                                       { 0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15 } };
  static const guint8 shifts[3][4] = { { 3, 7, 11, 19 }, { 3, 5, 9, 13 }, { 3, 9, 11, 15 } };
  static const guint32 constants[3] = { 0, 0x5a827999, 0x6ed9eba1 };
  guint32 words[16], a = state[0], b = state[1], c = state[2], d = state[3];

  memcpy (words, block, sizeof words);
  for (int round = 0; round < 3; round++)
    for (int i = 0; i < 16; i++) {
      guint32 word = GUINT32_FROM_LE (words[order[round][i]]);
      guint32 next = rotate (a + mix (round, b, c, d) + word + constants[round], shifts[round][i % 4]);

      a = d;
      d = c;
      c = b;
      b = next;
    }
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
}

void
md4 (const guint8 *bytes, gsize size, guint8 ret_digest[MD4_SIZE])
{
  guint32 state[4] = { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476 };
  guint8 tail[128] = { 0 };
  gsize rest = size % 64, tail_size = rest < 56 ? 64 : 128;
  guint64 bits = GUINT64_TO_LE ((guint64) size * 8);

  for (gsize i = 0; i + 64 <= size; i += 64)
    add_block (state, bytes + i);
  if (rest)
    memcpy (tail, bytes + size - rest, rest);
  tail[rest] = 0x80;
  memcpy (tail + tail_size - 8, &bits, 8);
  for (gsize i = 0; i < tail_size; i += 64)
    add_block (state, tail + i);
  for (int i = 0; i < 4; i++)
    state[i] = GUINT32_TO_LE (state[i]);
  memcpy (ret_digest, state, MD4_SIZE);
}
