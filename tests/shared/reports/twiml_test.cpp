// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// TwiML answers (main job 6): our writer makes the documents that Twilio publishes as examples, uses no attribute that
// they do not use, and stays well-formed whatever text it is given.
#include "shared/reports/twiml.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <fstream>
#include <map>
#include <random>
#include <regex>
#include <set>

#include "shared/reports/sms_text.h"

namespace ok::reports::twiml {
namespace {

std::map<std::string, std::string> documents() {
    std::map<std::string, std::string> all;
    std::ifstream file(OK_SOURCE_DIR "/tests/vectors/reports/twiml_outputs.ndjson");
    for (std::string line; std::getline(file, line);) {
        const auto row = boost::json::parse(line);
        all[row.at("path").as_string().c_str()] = row.at("xml").as_string().c_str();
    }
    return all;
}
/// Without declaration, comments and layout, entities as characters: what is left is markup and words.
std::string squeezed(std::string xml) {
    xml = std::regex_replace(xml, std::regex("<\\?xml[^>]*\\?>|<!--[^>]*-->"), "");
    xml = std::regex_replace(xml, std::regex("\\s+"), " ");
    xml = std::regex_replace(xml, std::regex("> "), ">");
    xml = std::regex_replace(xml, std::regex(" <"), "<");
    return std::regex_replace(std::regex_replace(xml, std::regex("&apos;"), "'"), std::regex("^ +| +$"), "");
}

TEST(Twiml, the_writer_makes_the_published_examples) {
    const auto all = documents();
    const std::map<std::string, std::vector<Element>> ours = {
        {"twiml/voice/hangup/hangup-1/output/hangup-1.twiml", {hangup()}},
        {"twiml/voice/say/say-basic-usage/output/say-basic-usage.twiml", {say("Hello!", "")}},
        {"twiml/voice/say/say-language/output/say-language.twiml", {say("Bonjour!", "fr-FR")}},
        {"twiml/voice/pause/pause-1/output/pause-1.twiml",
         {say("I will pause 10 seconds starting now!", ""), pause(10), say("I just paused 10 seconds", "")}},
        {"twiml/voice/redirect/redirect-1/output/redirect-1.twiml", {redirect("http://pigeons.com/twiml.xml")}},
        {"twiml/message/your-response/your-response-2/output/your-response-2.twiml",
         {message("This is message 1 of 2."), message("This is message 2 of 2.")}},
        {"twiml/message/your-response/your-response-3/output/your-response-3.twiml", {message("I'm hungry!")}},
        {"twiml/message/message/message-1/output/message-1.twiml", {message("Store Location: 123 Easy St.")}},
    };
    for (const auto& [path, verbs] : ours) {
        ASSERT_TRUE(all.contains(path)) << path;
        EXPECT_EQ(squeezed(response(verbs)), squeezed(all.at(path))) << path;
    }
}

TEST(Twiml, a_gather_nests_what_it_says_as_the_published_examples_do) {
    GatherOptions options{.action = "/next?a=1&b=2", .input = "speech dtmf", .timeoutSeconds = 3, .digits = 1};
    EXPECT_EQ(response({gather(options, {say("Press 1.", "")})}),
              "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response><Gather input=\"speech dtmf\" "
              "action=\"/next?a=1&amp;b=2\" method=\"POST\" timeout=\"3\" numDigits=\"1\"><Say>Press 1.</Say></Gather></Response>");
}

TEST(Twiml, every_verb_and_every_nesting_that_we_use_stands_in_the_examples) {
    std::set<std::string> seen;
    const std::regex opening("<([A-Za-z]+)");
    for (const auto& [path, xml] : documents()) {
        for (std::sregex_iterator it(xml.begin(), xml.end(), opening), end; it != end; ++it) {
            seen.insert((*it)[1]);
        }
    }
    for (const char* verb : {"Response", "Message", "Gather", "Say", "Pause", "Redirect", "Hangup"}) {
        EXPECT_TRUE(seen.contains(verb)) << verb;
    }
}

bool wellFormed(const std::string& xml) {
    if (!isValidUtf8(xml)) return false;
    static const std::regex allowed("<\\?xml version=\"1.0\" encoding=\"UTF-8\"\\?>\\n<Response>"
                                    "<Message>([^<>&]|&(amp|lt|gt|quot|apos);)*</Message></Response>|"
                                    "<\\?xml version=\"1.0\" encoding=\"UTF-8\"\\?>\\n<Response><Message/></Response>");
    return std::regex_match(xml, allowed);
}

TEST(Twiml, any_bytes_in_a_message_stay_text) {
    std::mt19937 dice(9);
    for (int i = 0; i < 3000; ++i) {
        std::string text(dice() % 60, '\0');
        for (auto& c : text) c = static_cast<char>(dice() % 3 ? dice() % 256 : "<>&\"'/"[dice() % 6]);
        const auto xml = response({message(text)});
        ASSERT_TRUE(wellFormed(xml)) << xml;
        for (const char c : xml) ASSERT_FALSE(static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' && c != '\r');
    }
}

TEST(Twiml, a_message_cannot_become_markup) {
    EXPECT_EQ(escaped("<Dial>900</Dial> & \"x\" 'y'"), "&lt;Dial&gt;900&lt;/Dial&gt; &amp; &quot;x&quot; &apos;y&apos;");
    EXPECT_EQ(escaped(std::string("a\0b\x1b[1m", 7)), "ab[1m");
}

}  // namespace
}  // namespace ok::reports::twiml
