// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// main of the console's tests: a real QApplication on a real (virtual) screen, accessibility on, an empty run fails.
#include <gtest/gtest.h>

#include <QAccessible>
#include <QApplication>
#include <QtGui/private/qguiapplication_p.h>
#include <QtGui/qpa/qplatformaccessibility.h>
#include <QtGui/qpa/qplatformintegration.h>

int main(int argc, char** argv) {
    ::testing::InitGoogleTest(&argc, argv);
    QApplication application(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("OutageKitTests"));
    // Public QAccessible::setActive() alone leaves isActive() false without a desktop bus.
    QGuiApplicationPrivate::platformIntegration()->accessibility()->setActive(true);
    QAccessible::setActive(true);
    const int failed = RUN_ALL_TESTS();
    if (::testing::UnitTest::GetInstance()->test_to_run_count() == 0) return 1;
    return failed;
}
