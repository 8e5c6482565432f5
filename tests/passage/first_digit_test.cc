#include "nearcopy/passage/first_digit.h"

#include <gtest/gtest.h>
#include <utf8proc.h>

#include <random>
#include <string>

namespace nearcopy {
namespace {

TEST(FirstDigit, EveryInstructionSetFindsWhatThePlainDefinitionDoes) {
  std::mt19937 random(1);
  const FindDigitByte plain = FindDigitByteWith(Simd::Scalar());
  for (int round = 0; round < 20'000; ++round) {
    const size_t end = random() % 200, at = random() % (end + 1);
    std::string bytes(end + kDigitPadding, '7');  // what stands behind the end does not count
    const bool any_byte = random() % 2 == 0;
    for (size_t i = 0; i < end; ++i) {
      bytes[i] = static_cast<char>(any_byte ? random() % 256 : 'a' + random() % 26);
    }
    if (end > 0 && random() % 2 == 0)
      bytes[random() % end] = "09/:\xd9\xda\xdb\xe1\xe2\xf0"[random() % 10];
    const size_t expected = plain(bytes.data(), at, end);
    for (const Simd simd : Simd::All()) {
      ASSERT_EQ(FindDigitByteWith(simd)(bytes.data(), at, end), expected) << simd.name();
    }
  }
}

TEST(FirstDigit, IsWhatADigitOfEveryScriptBeginsWith) {
  const FindDigitByte find = FindDigitByteWith(Simd::Scalar());
  for (int32_t point = 0; point <= 0x10ffff; ++point) {
    if (utf8proc_category(point) != UTF8PROC_CATEGORY_ND) continue;
    if (point >= 0xff10 && point <= 0xff19) continue;  // full width: ASCII in normal form
    std::string bytes(4 + kDigitPadding, ' ');
    utf8proc_encode_char(point, reinterpret_cast<utf8proc_uint8_t*>(bytes.data()));
    EXPECT_EQ(find(bytes.data(), 0, 1), 0u) << point;
  }
}

}  // namespace
}  // namespace nearcopy
