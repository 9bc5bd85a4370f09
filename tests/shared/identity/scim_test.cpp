// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// SCIM without a network (I1, issue piece "SCIM 2.0 server passing the RFC examples and filters"): filters, PATCH, resources,
// over the RFCs' own examples in tests/vectors/identity/scim.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "shared/identity/scim_resource.h"

namespace ok::identity {
namespace {

std::string fileText(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

std::filesystem::path folder() { return std::filesystem::path(OK_SOURCE_DIR) / "tests/vectors/identity/scim"; }

JsonValue example(const std::string& name) {
    auto read = JsonValue::parse(fileText(folder() / (name + ".json")));
    EXPECT_TRUE(read.ok()) << name;
    return read.ok() ? std::move(*read) : JsonValue();
}

bool holds(const std::string& filter, const JsonValue& resource) {
    const auto parsed = parseFilter(filter);
    EXPECT_TRUE(parsed.ok()) << filter << ": " << (parsed.ok() ? "" : parsed.problem().message);
    return parsed.ok() && matches(*parsed, resource);
}

std::string codeOf(const Problem& why) { return why.code; }

JsonValue patched(const JsonValue& resource, const std::string& operations) {
    const auto ops = JsonValue::parse(operations);
    EXPECT_TRUE(ops.ok());
    auto out = applyPatch(resource, *ops->array());
    EXPECT_TRUE(out.ok()) << (out.ok() ? "" : out.problem().message);
    return out.ok() ? std::move(*out) : JsonValue();
}

TEST(ScimFilter, ReadsEveryFilterOfTheVectors) {
    const JsonValue vectors = example("filters_rfc7644");
    int read = 0;
    for (const JsonValue& each : *vectors.find("valid")->array()) {
        const auto parsed = parseFilter(*each.text());
        EXPECT_TRUE(parsed.ok()) << *each.text() << ": " << (parsed.ok() ? "" : parsed.problem().message);
        ++read;
    }
    EXPECT_EQ(read, 22);
}

TEST(ScimFilter, RefusesWhatIsNoFilter) {
    for (const char* each : {"", "userName", "userName eq", "eq \"x\"", "userName eq bjensen", "userName xx \"b\"", "userName eq \"b", "(userName eq \"b\"",
                             "userName eq \"b\")", "userName eq \"b\" and", "not userName eq \"b\"", "emails[type eq \"work\"", "emails[]", "userName eq {}",
                             "userName eq []", "1abc eq 2", "userName gt true", "active co true", "a.b.c eq 1", "userName eq \"b\"; drop table users",
                             "userName eq \"b\" or 1=1", "userName eq 'b'", "userName eq \"b\" --", "urn:x:2.0:User: eq 1"}) {
        const auto parsed = parseFilter(each);
        ASSERT_FALSE(parsed.ok()) << each;
        EXPECT_EQ(parsed.problem().code, "scim_invalid_filter") << each;
    }
    EXPECT_FALSE(parseFilter(std::string(5000, 'a')).ok());
    EXPECT_FALSE(parseFilter(std::string(40, '(') + "a pr" + std::string(40, ')')).ok()) << "deeper than the bound";
    std::string many = "a pr";
    for (int i = 0; i < 70; ++i) many += " or a pr";
    EXPECT_FALSE(parseFilter(many).ok()) << "more comparisons than the bound";
}

TEST(ScimFilter, FindsPeopleAsTheRfcSays) {
    const JsonValue user = example("rfc7643-8.3-enterprise_user");
    for (const char* yes : {R"(userName eq "bjensen@example.com")", R"(userName eq "BJENSEN@example.com")", R"(username sw "bj")", R"(name.familyName co "ense")",
                            R"(emails.type eq "work")", R"(emails[type eq "work" and value co "@example.com"])", R"(emails co "example.com")", "title pr",
                            R"(title pr and userType eq "Employee")", R"(not (userType eq "Intern"))", R"(meta.lastModified gt "2010-01-01T00:00:00Z")",
                            R"(meta.lastModified ge "2010-01-01T00:00:00+00:00")", R"(active eq true)", R"(nickName ne "Bob")", R"(nothing eq null)",
                            R"(urn:ietf:params:scim:schemas:core:2.0:User:userName sw "b")", R"(schemas eq "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User")",
                            R"(urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq "Tour Operations")",
                            R"(urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.displayName eq "John Smith")",
                            R"(userType eq "Intern" or userType eq "Employee" and title pr)"}) {
        EXPECT_TRUE(holds(yes, user)) << yes;
    }
    for (const char* no : {R"(userName eq "b")", R"(id eq "2819C223-7F76-453A-919D-413861904646")", R"(emails[type eq "work" and value co "@jensen.org"])", "not (title pr)",
                           R"(active eq false)", R"(userType eq "Intern")", R"(nothing pr)", R"(meta.lastModified lt "2010-01-01T00:00:00Z")", R"(title gt 5)",
                           R"(userName eq "\" or userName pr")"}) {
        EXPECT_FALSE(holds(no, user)) << no;
    }
}

TEST(ScimPatch, DoesWhatTheExamplesOfTheRfcSay) {
    const JsonValue user = *normaliseUser(example("rfc7643-8.2-user-full"));
    const auto after = [&user](const std::string& name) {
        auto operations = patchOperations(example(name));
        EXPECT_TRUE(operations.ok()) << name;
        auto out = applyPatch(user, *operations);
        EXPECT_TRUE(out.ok()) << name << (out.ok() ? "" : out.problem().message);
        return out.ok() ? *out : JsonValue();
    };
    const JsonValue added = after("rfc7644-3.5.2.1-patch_op-add_emails");
    EXPECT_EQ(added.textAt("nickName"), "Babs");
    EXPECT_TRUE(holds(R"(emails[value eq "babs@jensen.org"])", added));
    EXPECT_EQ(added.find("emails")->array()->size(), user.find("emails")->array()->size()) << "what is there already is not added again";
    EXPECT_FALSE(holds(R"(emails[type eq "work" and value ew "example.com"])", after("rfc7644-3.5.2.2-patch_op-remove_multi_complex_value")));
    const JsonValue emails = after("rfc7644-3.5.2.3-patch_op-replace_all_email_values");
    EXPECT_EQ(emails.find("emails")->array()->size(), 2u);
    const JsonValue moved = after("rfc7644-3.5.2.3-patch_op-replace_user_work_address");
    EXPECT_TRUE(holds(R"(addresses[type eq "work" and streetAddress eq "911 Universal City Plaza"])", moved));
    EXPECT_TRUE(holds(R"(addresses[type eq "home"])", moved)) << "the other address stays";
    EXPECT_TRUE(holds(R"(addresses[type eq "work" and streetAddress eq "1010 Broadway Ave"])", after("rfc7644-3.5.2.3-patch_op-replace_street_address")));
}

TEST(ScimPatch, TellsMembersApartFromTheRestOfAGroup) {
    const auto split = [](const std::string& name) {
        auto out = splitGroupPatch(*patchOperations(example(name)));
        EXPECT_TRUE(out.ok()) << name;
        return *out;
    };
    const GroupPatch all = split("rfc7644-3.5.2.2-patch_op-remove_all_members");
    ASSERT_EQ(all.members.size(), 1u);
    EXPECT_EQ(all.members[0].kind, MemberChange::Kind::replace);
    EXPECT_TRUE(all.members[0].ids.empty());
    const GroupPatch one = split("rfc7644-3.5.2.2-patch_op-remove_one_member");
    EXPECT_EQ(one.members[0].kind, MemberChange::Kind::remove);
    EXPECT_EQ(one.members[0].ids, (std::vector<std::string>{"2819c223-7f76-...413861904646"}));
    const GroupPatch swapped = split("rfc7644-3.5.2.2-patch_op-remove_and_add_one_member");
    ASSERT_EQ(swapped.members.size(), 2u);
    EXPECT_EQ(swapped.members[1].kind, MemberChange::Kind::add);
    EXPECT_EQ(split("rfc7644-3.5.2.1-patch_op-add_members").members[0].kind, MemberChange::Kind::add);
    EXPECT_EQ(split("rfc7644-3.5.2.3-patch_op-replace_all_members").members[0].kind, MemberChange::Kind::replace);
}

TEST(ScimPatch, RefusesAndNamesTheReason) {
    const JsonValue user = *normaliseUser(example("rfc7643-8.2-user-full"));
    const auto refusal = [&user](const std::string& operations) {
        const auto ops = JsonValue::parse(operations);
        const auto out = applyPatch(user, *ops->array());
        return out.ok() ? std::string("accepted") : out.problem().code;
    };
    EXPECT_EQ(refusal(R"([{"op":"remove"}])"), "scim_no_target");
    EXPECT_EQ(refusal(R"([{"op":"replace","path":"emails[type eq \"nope\"].value","value":"x"}])"), "scim_no_target");
    EXPECT_EQ(refusal(R"([{"op":"replace","path":"id","value":"x"}])"), "scim_mutability");
    EXPECT_EQ(refusal(R"([{"op":"add","path":"groups","value":[{"value":"admins"}]}])"), "scim_mutability");
    EXPECT_EQ(refusal(R"([{"op":"add","path":"emails[type eq","value":"x"}])"), "scim_invalid_path");
    EXPECT_EQ(refusal(R"([{"op":"jump","path":"title","value":"x"}])"), "scim_invalid_syntax");
    EXPECT_EQ(refusal(R"([{"op":"add","path":"title"}])"), "scim_invalid_syntax");
    EXPECT_EQ(codeOf(patchOperations(JsonValue(JsonValue::Object{{"Operations", JsonValue::Array{JsonValue::Object{}}}})).problem()), "scim_invalid_syntax");
}

TEST(ScimPatch, UnderstandsWhatProvidersReallySend) {
    const JsonValue user = *normaliseUser(example("rfc7643-8.1-user-minimal"));
    JsonValue out = patched(user, R"([{"op":"Replace","path":"active","value":"False"},{"op":"Add","path":"emails[type eq \"work\"].value","value":"a@example.org"},
        {"op":"Add","value":{"name.givenName":"Ada","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department":"North"}}])");
    const auto normal = normaliseUser(out);
    ASSERT_TRUE(normal.ok());
    EXPECT_FALSE(*normal->find("active")->boolean());
    EXPECT_TRUE(holds(R"(emails[type eq "work" and value eq "a@example.org"])", out));
    EXPECT_EQ(out.find("name")->textAt("givenName"), "Ada");
    EXPECT_TRUE(holds(R"(urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq "North")", out));
    out = patched(out, R"([{"op":"add","path":"emails","value":[{"value":"b@example.org","primary":true}]},{"op":"add","path":"emails","value":{"value":"c@example.org","primary":true}}])");
    int primaries = 0;
    for (const JsonValue& e : *out.find("emails")->array()) primaries += e.find("primary") != nullptr && *e.find("primary")->boolean() ? 1 : 0;
    EXPECT_EQ(primaries, 1) << "a new primary takes the mark from the old one";
}

TEST(ScimResource, KeepsWhatAClientMaySayAndNothingElse) {
    for (const char* name : {"rfc7643-8.1-user-minimal", "rfc7643-8.2-user-full", "rfc7643-8.3-enterprise_user", "rfc7644-3.3-user-post_request", "rfc7644-3.5.1-user-put_request"}) {
        const auto user = normaliseUser(example(name));
        ASSERT_TRUE(user.ok()) << name << user.problem().message;
        EXPECT_EQ(user->find("id"), nullptr);
        EXPECT_EQ(user->find("meta"), nullptr);
        EXPECT_EQ(user->find("password"), nullptr) << "a password is never kept";
    }
    const auto group = normaliseGroup(example("rfc7643-8.4-group"));
    ASSERT_TRUE(group.ok());
    EXPECT_EQ(group->find("members"), nullptr);
    EXPECT_EQ(memberIdsOf(*example("rfc7643-8.4-group").find("members"))->size(), 2u);
}

TEST(ScimResource, RefusesWhatIsNotAUser) {
    const auto refusal = [](const std::string& text) {
        const auto out = normaliseUser(*JsonValue::parse(text));
        return out.ok() ? std::string("accepted") : out.problem().code;
    };
    const std::string head = R"({"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],)";
    EXPECT_EQ(refusal("[]"), "scim_invalid_syntax");
    EXPECT_EQ(refusal(R"({"userName":"a"})"), "scim_invalid_syntax");
    EXPECT_EQ(refusal(R"({"schemas":["urn:ietf:params:scim:api:messages:2.0:User"],"userName":"Alice"})"), "scim_invalid_syntax");
    EXPECT_EQ(refusal(head + R"("displayName":"a"})"), "scim_invalid_value");
    EXPECT_EQ(refusal(head + R"("userName":5})"), "scim_invalid_value");
    EXPECT_EQ(refusal(head + R"("userName":"a","active":"perhaps"})"), "scim_invalid_value");
    EXPECT_EQ(refusal(head + R"("userName":"a","emails":[{"primary":true},{"primary":true}]})"), "scim_invalid_value");
    EXPECT_EQ(refusal(head + R"("userName":"a","x":")" + std::string(70000, 'x') + "\"}"), "scim_invalid_value");
}

TEST(ScimResource, ShowsOnlyWhatWasAskedFor) {
    const JsonValue user = example("rfc7643-8.3-enterprise_user");
    const auto show = [&user](const char* only, const char* without) { return selected(user, *parseSelection(only, without)); };
    const JsonValue few = show("userName,name.familyName,urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department", "");
    EXPECT_EQ(few.object()->size(), 5u) << "schemas and id are always shown: " << few.canonical();
    EXPECT_EQ(few.find("name")->object()->size(), 1u);
    const JsonValue most = show("", "emails,name.familyName");
    EXPECT_EQ(most.find("emails"), nullptr);
    EXPECT_EQ(most.find("name")->find("familyName"), nullptr);
    EXPECT_NE(most.find("name")->find("givenName"), nullptr);
    EXPECT_FALSE(parseSelection("user name", "").ok());
}

TEST(ScimResource, SaysWhatItIs) {
    const JsonValue config = serviceProviderConfig("https://x/scim/v2", 500, 1000, 100);
    const JsonValue wanted = example("rfc7643-8.5-service_provider_configuration");
    for (const auto& [name, value] : *wanted.object()) {
        if (name != "documentationUri") EXPECT_NE(config.find(name), nullptr) << name;
    }
    const JsonValue refused = scimError(problem("scim_mutability", "Attribute 'id' is readOnly"));
    EXPECT_EQ(refused, example("rfc7644-3.12-error-bad_request"));
    EXPECT_EQ(schemas("b").size(), 4u);
    EXPECT_EQ(resourceTypes("b").size(), 2u);
}

}  // namespace
}  // namespace ok::identity
